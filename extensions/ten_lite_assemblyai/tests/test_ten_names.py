from __future__ import annotations

import pytest

from ten_lite_assemblyai import ASSEMBLYAI_STT
from ten_lite_assemblyai.config import AssemblyAiSttConfig


@pytest.mark.parametrize("path", sorted(set(ASSEMBLYAI_STT.renamed.values()) - {""}))
def test_each_of_tens_properties_leads_to_one_of_ours(path: str):
    assert path in AssemblyAiSttConfig.model_fields
