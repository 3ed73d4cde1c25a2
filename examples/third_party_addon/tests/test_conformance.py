from ten_lite.testing.conformance import AddonConformance, Provider

from ten_lite_unit_converter import UNIT_CONVERTER_TOOL


class TestUnitConverterTool(AddonConformance[Provider]):
    addon = UNIT_CONVERTER_TOOL
