"""held out, state"""
