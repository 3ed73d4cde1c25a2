"""Sentences of many languages by hand; ``|`` stands where a piece ends."""

from __future__ import annotations

import pytest

from ten_lite.kinds import SentenceSplitter

ENGLISH = """
It is 3.14 today. |Fine.
It costs 1,000.50 dollars. |Fine.
Fruit, e.g. apples. |Fine.
That is, i.e. this one. |Fine.
Ask Dr. Smith. |Fine.
Ask Prof. Dr. Miller. |Fine.
Ask Prof.Dr. Miller. |Fine.
The U.S. Army came. |Fine.
J. R. R. Tolkien wrote it. |Fine.
Come at 10:30 or 10.30 please. |Fine.
Come at 5 p.m. |Then we eat.
Come at 5 p.m. if you can. |Fine.
Apples, pears, etc. |They are fruit.
Apples, pears, etc. are fruit. |Fine.
No. |I will not.
See No. 5 there. |Fine.
See Fig. 3 there. |Fine.
See https://example.org/a.b?c=d!e there. |Fine.
See https://example.org/a. |Fine.
Mail bob.lee@example.org now. |Fine.
Open main.py and run.sh. |Fine.
Version 2.0.1 is out. |It is v3.1.
Wait... |what? |Yes.
Oh… |I see.
Well...no. |Fine.
Really?! |Yes!!! |Fine.
He said "Stop!" |Then he left.
He said “Stop.” |Then he left.
(It was late.) |We left.
[It was late.] |We left.
**It was late.** |We left.
*Really?* |We left.
Run `make.` |We left.
It is in Vol. IV. |Fine.
It is Louis XIV. of France.
Acme Inc. |Then more.
Acme Inc. is here. |Fine.
1. Flour. |2. Milk. |10. Salt.
A Ph.D. student came. |Fine.
First line
Yes, no; well: maybe - so. |Fine.
The .env file and .NET work. |Fine.
Smith et al. 2020 say so. |Fine.
It ended in 1999. |Then came more.
He is 5 ft. 3 in. tall. |Fine.
Come in. |Fine.
Mt. Everest is 8,849 m. high. |Fine.
"Yes." |"No way." |Fine.
"""

GERMAN = """
Obst, z. B. Äpfel. |Gut.
Obst, z.B. Äpfel. |Gut.
Obst, z.\u00a0B. Äpfel. |Gut.
Das heißt, d. h. heute. |Gut.
Am 3. Oktober 1990 war es. |Gut.
Es kostet 1.000,50 Euro. |Gut.
Herr Dr. Müller und Fr. Prof. Meier. |Gut.
Äpfel, Birnen usw. sind Obst. |Gut.
Äpfel, Birnen usw. |Das ist Obst.
Er sagte „Halt!“ |Dann ging er.
Er sagte »Halt!« |Dann ging er.
Ca. 5 bzw. 6 Stück. |Gut.
Siehe Nr. 5 und Abb. 3. Gut.
"""

ROMANCE = """
«\u00a0Bonjour\u00a0!\u00a0» |Puis il part.
« Bonjour ! » |Puis il part.
Il dit « Oui. » |Puis il part.
Bonjour ! |Ça va ? |Oui.
Bonjour\u00a0! |Ça va\u202f? |Oui.
Voici M. Dupont et Mme. Durand. |Bien.
Il est 10 h 30. Bien.
Cela coûte 1\u202f000,50 euros. |Bien.
¡Hola! |¿Qué tal? |Bien.
¿De verdad?! |Sí.
«¡Hola!» |Dijo el Sr. García.
La Dra. Ruiz vive en EE. UU. desde ayer. |Bien.
Buongiorno! |Il Dott. Rossi arriva. |Bene.
"""

WIDE = """
你好。|今天好吗？|很好！|再见
他说：“你好。”|然后走了。
他说“你好！”|然后走了。
「行きます。」|そうですか。
（本当です。）|はい。
『ええ！？』|はい。
真的吗？！|是的。
价格是3.14元。|好。
你好。 |再见。
你好!|再见?|好。
什么?!|好。
第1．5章。|好。
请看https://example.org/a。|谢谢。
他说。|"你好。"|再见。
そうです。|はい、行きます。
一，二；三：四。|好。
真的…不是。|好。
"""

OTHERS = """
यह अच्छा है। |मैं ठीक हूँ। |हाँ।
यह अच्छा है।|मैं ठीक हूँ॥
क्या हाल है? |ठीक।
डॉ. शर्मा आए। |ठीक।
كيف حالك؟ |أنا بخير. |شكرا!
قال د. أحمد نعم. |شكرا.
وقال: "نعم." |ثم ذهب.
آپ کیسے ہیں؟ |میں ٹھیک ہوں۔ |شکریہ
А. С. Пушкин писал. |Да.
Это т. е. то. |Да.
Это т.е. то. |Да.
Привет! |Как дела? |Да.
안녕하세요. |반갑습니다. |네.
Γεια σου. |Καλά.
Բարև։ |Այո։
สวัสดีครับ วันนี้อากาศดี ไปเที่ยวกัน
"""

ROWS = [
    row for table in (ENGLISH, GERMAN, ROMANCE, WIDE, OTHERS) for row in table.split("\n") if row
]


def pieces_of(text: str, size: int) -> list[str]:
    splitter = SentenceSplitter()
    pieces: list[str] = []
    for place in range(0, len(text), size):
        pieces += splitter.feed(text[place : place + size])
    rest = splitter.flush()
    return [*pieces, rest] if rest else pieces


def test_the_table_is_long_enough_to_mean_something():
    assert len(ROWS) >= 100


@pytest.mark.parametrize("row", ROWS)
def test_sentences_of_many_languages_end_where_their_readers_say(row: str):
    text = row.replace("|", "")
    for size in (1, 2, 3, 7, len(text) + 6):
        assert pieces_of("Well. " + text, size) == ["Well. ", *row.split("|")]


FIRST_CLAUSES = """
Of course, |I can do that.
Sure, I can do that |for you today.
I think that it is |in the north.
Well I think so |because it is warm today, you see.
We went there yesterday |and saw it all.
It was good – |really good.
It was good - |really good.
It was good: |really good.
It may be – |for all I know – well.
Ja, das ist ein Haus |am See.
Ja natürlich, |das geht.
Ich habe es gestern |und heute gesehen.
Bien sûr, |c'est possible.
Por supuesto, |lo hago ahora.
今天天气很好，|我们去公园吧。
它有１，０００个，|很多。
もちろん、|行きます。
هذا جيد، |شكرا لك.
สวัสดีครับผม |วันนี้อากาศดี
one two three four five six |seven eight
Ask for our old friend |Dr. Smith today.
Mr. Smith etc. were here |and there.
It costs 3,50 or a bit |more than that.
Der Termin ist am 21. Nov. |um 10 Uhr.
She has a B.A. in art. |Then more.
Great question—|let me think.
今天——|我们去公园吧。
It is 3—5 km from here |to there.
- First item, |then more.
🙂 Yes of course, |then more.
"""


@pytest.mark.parametrize("row", [row for row in FIRST_CLAUSES.split("\n") if row])
def test_the_first_clause_ends_early_and_at_a_good_place(row: str):
    first = row.split("|")[0]
    for size in (1, 3, len(row)):
        assert pieces_of(row.replace("|", ""), size)[0] == first
