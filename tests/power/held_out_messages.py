"""held out, messages"""
