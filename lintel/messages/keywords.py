"""What somebody means who texts back: no more, again, help, or just words.

The law asks for any reasonable way to say it (47 CFR 64.1200(a)(10)), so beside the carriers' own words count those
that people write, with their politeness around them. Words that are about something else are left to be read.
"""

import re
import unicodedata

from lintel.messages.models import TextHeard

Meaning = TextHeard.Meaning
STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "remove", "unsub", "arret"}
START = {"start", "unstop"}
HELP = {"help", "info"}
AGREEING = {"yes"}  # to a question, unless they had opted out
PHRASES = {
    "opt out": Meaning.STOP,
    "stop all": Meaning.STOP,
    "take me off": Meaning.STOP,
    "leave me alone": Meaning.STOP,
    "no more": Meaning.STOP,
    "do not text": Meaning.STOP,
    "dont text": Meaning.STOP,
    "opt in": Meaning.START,
    "start again": Meaning.START,
}
AROUND = re.compile(
    r"please|pls|plz|kindly|now|thanks|thank|you|ok|hi|hello|hey|i|want|would|like|to|can|could|u|the|a|me|my|"
    r"us|from|of|off|on|this|these|your|our|list|number|phone|text|texts|texting|txt|message|messages|"
    r"messaging|sms|sending|send|contacting|immediately|at|once|asap|all|any|anymore|more|again|sir|just"
)


def meaning(words: str, *, opted_out: bool) -> Meaning:
    """What these words mean, from somebody who had opted out or not."""
    plain = _plain(words)
    for phrase, means in PHRASES.items():
        rest = f" {plain} ".replace(f" {phrase} ", " ", 1)
        if len(rest) < len(plain) + 2 and not _beside(rest):
            return means
    core = _beside(plain)
    if len(core) != 1:
        return Meaning.WORDS
    (word,) = core
    if word in STOP:
        return Meaning.STOP
    if word in START or (word in AGREEING and opted_out):
        return Meaning.START
    return Meaning.HELP if word in HELP else Meaning.WORDS


def _beside(plain: str) -> set[str]:
    """The words that are not politeness."""
    return {word for word in plain.split() if not AROUND.fullmatch(word)}


def _plain(words: str) -> str:
    """Small letters without accents, marks and signs: `STOP, please!` is `stop please`."""
    parts = unicodedata.normalize("NFKD", words.casefold().replace("’", "").replace("'", ""))
    kept = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", kept).split())
