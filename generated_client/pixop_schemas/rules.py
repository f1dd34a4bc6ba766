"""The rules of the component schemas that types cannot express. Generated; edits are overwritten."""

from __future__ import annotations

from . import rule

#: Complete checks of the schemas that rules refer to.
WHOLE: dict[str, rule.Check] = {}
WHOLE["BitDepth"] = rule.every(rule.kind("integer"), rule.one_of(8, 10, 12, 14, 16))
WHOLE["ExplicitResolution"] = rule.every(
    rule.kind("object"),
    rule.required("width", "height"),
    rule.fields(
        {
            "width": rule.every(rule.kind("integer"), rule.number(least=16, most=7680)),
            "height": rule.every(rule.kind("integer"), rule.number(least=16, most=4320)),
        },
        others=rule.nothing,
    ),
)
WHOLE["ResolutionTag"] = rule.every(rule.kind("string"), rule.one_of("hd_1080p", "uhd_4k", "uhd_8k"))
WHOLE["TaggedResolution"] = rule.every(
    rule.kind("object"),
    rule.required("tag"),
    rule.fields({"tag": rule.reference(WHOLE, "ResolutionTag")}, others=rule.nothing),
)

#: For each component schema, what the types of its class leave unchecked.
RULES: dict[str, rule.Check] = {
    "BitDepth": rule.every(rule.kind("integer"), rule.one_of(8, 10, 12, 14, 16)),
    "MediaContainerCodec": rule.every(
        rule.when(
            rule.every(rule.required("container"), rule.fields({"container": rule.one_of("mov")})),
            rule.fields({"codec": rule.one_of("h264", "prores", "dnxhd", "hevc", "mpeg2")}),
            rule.passes,
            because="container is mov",
        ),
        rule.when(
            rule.every(rule.required("container"), rule.fields({"container": rule.one_of("mxf")})),
            rule.fields({"codec": rule.one_of("h264", "xdcam", "mpeg2", "dnxhd")}),
            rule.passes,
            because="container is mxf",
        ),
        rule.when(
            rule.every(rule.required("container"), rule.fields({"container": rule.one_of("mp4")})),
            rule.fields({"codec": rule.one_of("h264", "hevc")}),
            rule.passes,
            because="container is mp4",
        ),
        rule.when(
            rule.every(rule.required("container"), rule.fields({"container": rule.one_of("mts")})),
            rule.fields({"codec": rule.one_of("h264", "hevc", "mpeg2")}),
            rule.passes,
            because="container is mts",
        ),
    ),
    "MediaForm": rule.field_count(least=1, most=1),
    "ProcessVideoRequest": rule.every(
        rule.when(
            rule.every(
                rule.required("mediaContainerCodec"),
                rule.fields(
                    {
                        "mediaContainerCodec": rule.every(
                            rule.required("codec"), rule.fields({"codec": rule.one_of("prores")})
                        )
                    }
                ),
            ),
            rule.every(rule.required("appleProresProfile"), rule.fields({"appleProresProfile": rule.passes})),
            rule.fields({"appleProresProfile": rule.nothing}),
            because="mediaContainerCodec.codec is prores",
        ),
        rule.when(
            rule.every(
                rule.required("mediaContainerCodec"),
                rule.fields(
                    {
                        "mediaContainerCodec": rule.every(
                            rule.required("codec"), rule.fields({"codec": rule.one_of("dnxhd")})
                        )
                    }
                ),
            ),
            rule.every(rule.required("dnxhdHrProfile"), rule.fields({"dnxhdHrProfile": rule.passes})),
            rule.fields({"dnxhdHrProfile": rule.nothing}),
            because="mediaContainerCodec.codec is dnxhd",
        ),
        rule.when(
            rule.every(
                rule.required("clarityBoost"),
                rule.fields(
                    {
                        "clarityBoost": rule.one_of(
                            "marginal", "very_low", "low", "medium", "high", "very_high"
                        )
                    }
                ),
            ),
            rule.every(rule.required("scaler"), rule.fields({"scaler": rule.one_of("pabsr1")})),
            rule.passes,
            because="clarityBoost is marginal or very_low or low or medium or high or very_high",
        ),
    ),
    "RequestedChromaSubsampling": rule.fields({"bits": rule.reference(WHOLE, "BitDepth")}),
    "Resolution": rule.exactly_one(
        rule.reference(WHOLE, "TaggedResolution"), rule.reference(WHOLE, "ExplicitResolution")
    ),
}
