"""What people say, done or not; the finished ones score at least 0.6, the others at most 0.4."""

from __future__ import annotations

import pytest

from ten_lite.kinds import UNSURE
from ten_lite_turn_detectors.judge import judge
from ten_lite_turn_detectors.words import LANGUAGES, words_of

FINISHED = {
    "en": [
        "What is the weather like in Paris today?",
        "Set a timer for ten minutes.",
        "Stop!",
        "what time is it",
        "how are you",
        "can you help me please",
        "turn off the lights in the kitchen",
        "how do I do that",
        "turn it on",
        "I don't think so",
        "Yes.",
        "yes",
        "okay",
        "two",
        "I do.",
        "That is what I was looking for.",
        "where are you going",
        "my email is john at gmail dot com",
        "john@example.com",
        "my number is 020 7946 0018 555",
        "my number is five five five one two three four five six seven",
        "set a timer for twenty five minutes",
        'She said "hello."',
    ],
    "de": ["Wie spät ist es?", "Stell einen Wecker.", "ja", "wie wird das wetter heute", "danke"],
    "fr": ["Quelle heure est-il ?", "Merci.", "oui", "comment allez vous", "deux"],
    "es": ["¿Qué hora es?", "Gracias.", "sí", "cómo te llamas", "ponme música por favor"],
    "it": ["Che ore sono?", "Grazie.", "sì", "come ti chiami", "dimmi il tempo per favore"],
    "pt": ["Que horas são?", "Obrigado.", "sim", "como está o tempo", "toca música por favor"],
    "nl": ["Hoe laat is het?", "Dank je.", "ja", "hoe gaat het", "zet de muziek uit alsjeblieft"],
    "zh": ["现在几点？", "谢谢。", "好的", "今天天气怎么样", "你叫什么名字", "是的"],
    "ja": [
        "今何時ですか？",
        "ありがとう。",
        "はい",
        "今日の天気を教えて",
        "音楽をかけてください",
        "東京に行きたいです",
    ],
    "ko": ["지금 몇 시예요?", "감사합니다.", "네", "오늘 날씨 어때", "음악 틀어 주세요"],
}
UNFINISHED = {
    "en": [
        "I would like to order,",
        "Well...",
        "Well…",
        "and then –",
        "I want to book a table for",
        "I want to",
        "because",
        "and",
        "I think the",
        "I think the.",
        "give it to my",
        "um",
        "So, um.",
        "I was thinking, uh",
        "my number is five five",
        "My number is 5 5.",
        "five five one",
        "my phone number is 555",
        "my email is john at",
        "my email is john at gmail",
        "my email is j o h n",
        "the email is john@",
        "what is the",
        "can you tell me about",
        "Remind me (",
    ],
    "de": [
        "ich möchte",
        "weil",
        "und",
        "Ich gehe in den",
        "ähm",
        "meine nummer ist null eins",
        "ich komme mit",
    ],
    "fr": [
        "je voudrais",
        "parce que",
        "et",
        "je vais à la",
        "euh",
        "mon numéro est zéro six",
        "avec",
    ],
    "es": [
        "quiero",
        "porque",
        "y",
        "la casa de la",
        "eh",
        "mi número es seis cinco",
        "mi correo es juan arroba",
    ],
    "it": ["vorrei", "perché", "e", "vado alla", "ehm", "il mio numero è tre tre", "con"],
    "pt": ["eu quero", "mas", "e", "a casa da", "hum", "o meu número é nove um", "para"],
    "nl": ["ik wil graag", "omdat", "en", "ik ga naar de", "ehm", "mijn nummer is nul zes", "met"],
    "zh": ["因为", "我想", "然后", "嗯", "我的电话号码是一三八", "今天，", "我想把"],
    "ja": ["えっと", "明日は", "りんごと", "電話番号は〇九〇", "天気が", "東京、", "それで"],
    "ko": ["그리고", "저는", "내일 학교에", "음", "전화번호는 공 일 공", "사과를", "왜냐하면"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in FINISHED.items() for text in texts]
)
def test_what_sounds_finished_scores_high(language: str, text: str):
    assert judge(text, words_of(language)) >= 0.6


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in UNFINISHED.items() for text in texts]
)
def test_what_leans_on_more_scores_low(language: str, text: str):
    assert judge(text, words_of(language)) <= 0.4


def test_every_language_has_an_example_of_both():
    assert set(FINISHED) == set(UNFINISHED) == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_are_written_as_they_are_compared(code: str):
    words = words_of(code)
    for name in words.__slots__:
        entries = getattr(words, name)
        if isinstance(entries, frozenset):
            assert all(entry == entry.casefold().strip() for entry in entries), name
            assert entries or name == "questions", name


def test_a_short_answer_is_surer_after_a_question():
    english = words_of("en-US")
    assert judge("two", english, before="How many?") > judge("two", english, before="I see.")
    assert judge("the blue one", english, before="Which?") > judge("the blue one", english)


def test_a_number_that_was_asked_for_is_waited_for():
    english = words_of("en-US")
    assert judge("five five", english, before="What is your phone number?") <= 0.3
    assert judge("2 4", english) >= 0.6


@pytest.mark.parametrize("text", ["", "  ", "...", '"'])
def test_nothing_said_is_judged_neither_way(text: str):
    assert judge(text, words_of("en")) == UNSURE


def test_a_language_without_words_is_judged_by_its_marks():
    words = words_of("sv-SE")
    assert judge("Vad är klockan?", words) == 0.95
    assert judge("Jag vill,", words) == 0.1
    assert 0.4 <= judge("jag vill ha en", words) <= 0.6


@pytest.mark.parametrize("code", ["EN", "en-US", "en_GB", "en"])
def test_a_language_is_found_by_its_first_part(code: str):
    assert words_of(code) is words_of("en")
