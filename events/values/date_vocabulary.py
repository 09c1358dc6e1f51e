"""The words of dates: hours, weekdays, festivals, parts of months, doubts, in several languages."""

from __future__ import annotations

import re

FOOTNOTE = re.compile(r"\s*\[(?:\d{1,3}|[a-z]|note \d+|citation needed)\]")
BEFORE = re.compile(
    r"^(?:on|in|at|during|between|from|sometime (?:in|during|on)|some time in|dated?:?|the|of|le|el|am"
    r"|im|den|der|в|في)\s+(?=\S)",
    re.I,
)
DOUBT = re.compile(
    r"approx(?:imate(?:ly)?|\.)?|about|around|circa|ca?\.?|est(?:imated|\.)?|uncertain|unclear|unsure|possibly|probably"
    r"|likely|reported(?:ly)?|tbc|to be confirmed|unconfirmed|unverified|exact (?:date|day) (?:is )?"
    r"(?:unknown|unclear|not known)|date (?:unknown|unclear|uncertain|approximate|not (?:clear|sure|exact))"
    r"|day (?:unknown|unclear)|or so|or thereabouts|\?+",
    re.I,
)
DOUBT_AFTER = re.compile(rf"[\s,]*(?:(?<!\w)(?:{DOUBT.pattern})|\?+)$", re.I)
DOUBT_BEFORE = re.compile(
    r"^(?:approximately|possibly|probably|likely|reportedly|roughly|~|≈|unconfirmed:?)\s*", re.I
)
NIGHTS = r"(?:over)?nights?|late night|midnight|nuit|nacht|noche|ночь|ليل[اة]?"
HOURS = (
    rf"{NIGHTS}|(?:early|small) hours|(?:early |late |mid-?)?(?:morning|afternoon|evening)|dawn|dusk"
    rf"|noon|midday|daytime|sunrise|sunset"
    r"|lunchtime|matin|soir|après-midi|mañana|tarde|morgens?|abends?|утро[м]?|вечер(?:ом)?|صباح[اً]*|مساء[ً]*"
)
WEEKDAYS = (
    r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes"
    r"|jueves|viernes|domingo|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
HOUR_BEFORE = re.compile(
    rf"^(?:(?:{WEEKDAYS})(?:day)?\s+)?(?:(?:the|in the|at|on the|late on|early"
    rf" on)\s+)?({HOURS})(?:\s+(?:of|on|to|from|du|del|de|vom|am"
    rf"|hours of))*[\s,]+",
    re.I,
)
HOUR_AFTER = re.compile(rf"[\s,]+(?:(?:in the|at|by|during the|im|à|por la)\s+)?({HOURS})$", re.I)
WEEKDAY_AFTER = re.compile(rf"[\s,]+(?:{WEEKDAYS})(?:day)?\.?$", re.I)
FESTIVAL = re.compile(
    r"\b(?:ramadan|eid(?: al[- ]?(?:fitr|adha))?|easter|christmas|new year'?s?(?: (?:eve|day))?|nowruz"
    r"|newroz|ashura"
    r"|arba'?een|muharram|passover|hanukkah|diwali|rainy season|dry season|harvest|elections?)\b|رمضان"
    r"|عيد|عاشوراء",
    re.I,
)
TIMES = re.compile(
    rf"\b(?:{HOURS}|days?|weeks?|weekend|months?|years?|quarter|spring|summer|autumn|fall|winter|january|february|march"
    r"|april|june|july|august|september|october|november|december)\b"
    rf"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:{WEEKDAYS})\b|{FESTIVAL.pattern}|\b(?:1[89]|20)\d\d\b",
    re.I,
)
ORDINALS = {
    **dict.fromkeys(("first", "1st", "première", "primera", "erste"), 1),
    **dict.fromkeys(("second", "2nd", "deuxième", "segunda", "zweite"), 2),
    **dict.fromkeys(("third", "3rd", "troisième", "tercera", "dritte"), 3),
    **dict.fromkeys(("fourth", "4th"), 4),
    **dict.fromkeys(("last", "final", "dernière", "última", "letzte"), -1),
}
PART = re.compile(
    rf"({'|'.join(ORDINALS)})\s+(week|weekend|half|days?|few days|semaine|semana|woche|quarter|third)"
    r"\s*(?:of|in|de|du|im|,)?\s+(.+)$",
    re.I,
)
HALF_YEAR = re.compile(r"h([12])[\s/-]*(\d{4})$|(\d{4})[\s/-]*h([12])$", re.I)
ISO_WEEK = re.compile(
    r"(?:week|wk|w|kw|semaine)\.?\s*(\d{1,2})[\s,/-]*(?:of\s+)?(\d{4})$|(\d{4})[\s/-]*-?w(\d{2})$", re.I
)
WEEK_OF = re.compile(
    r"(?:the\s+)?(?:week|wk|w/[ce])\s*(of|from|commencing|beginning|starting|ending|to|with)?:?\s+(?:the\s+)?(.+)$",
    re.I,
)
WEEKEND_OF = re.compile(r"(?:the\s+)?weekend\s+(?:of|from)?\s*(.+)$", re.I)
DAYS = re.compile(
    r"(\d{1,2})((?:\s*(?:,|/|&|\+|and|or|y|et|und|ou|oder|to|-|–)\s*\d{1,2})+)\s+([^\W\d].*)$", re.I
)
DAYS_AFTER = re.compile(
    r"([^\W\d_]+\.?)\s+(\d{1,2})((?:\s*(?:,|/|&|and|or|to|-|–)\s*\d{1,2})+),?\s+(\d{4})$", re.I
)
EITHER = re.compile(r"(?:between\s+)?(.+?)\s+(?:or|and|ou|oder|y|und|&)\s+(.+)$", re.I)
YEARS = re.compile(r"((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)?\d\d)$")
PART_WORDS = {
    **dict.fromkeys(("start of", "beginning of", "the beginning of", "the start of", "begin"), "early"),
    **dict.fromkeys(("début", "debut", "anfang", "principios de", "comienzos de", "inizio"), "early"),
    **dict.fromkeys(("начало", "أوائل", "اوائل"), "early"),
    **dict.fromkeys(("middle of", "the middle of", "mi", "mitte", "mediados de", "metà"), "mid"),
    **dict.fromkeys(("середина", "منتصف"), "mid"),
    **dict.fromkeys(("the end of", "fin", "ende", "finales de", "fines de", "fine"), "late"),
    **dict.fromkeys(("конец", "أواخر", "اواخر", "نهاية"), "late"),
}  # fmt: skip
PART_BEFORE = re.compile(
    rf"^({'|'.join(sorted(map(re.escape, PART_WORDS), key=len, reverse=True))})[\s-]+(?:de |du |of )?", re.I
)
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|'\d\d\b")
SHORT = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?$")
PROBE = 2000
"""A leap year, in which a day and month that can be at all exist."""

CLOCK_AFTER = re.compile(
    r"[\s,]+(?:at |around |about |approx\.? |circa |c\. )?"
    r"(?:\d{1,2}[:.h]\d{2}|\d{4}(?=\s*(?:hrs?|hours?|h)\b)|\d{1,2}(?=\s*[ap]m))"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:hrs?|hours?|h|local(?: time)?|lt)?$",
    re.I,
)
ONGOING = re.compile(r"(?:ongoing|continuing|to (?:the )?present|present|until now|to date|today)$", re.I)
TO_NOW = re.compile(
    r"(.+?)\s*(?:-|–|—|\bto\b|\buntil\b)\s*(?:the )?(?:present|now|date|today|ongoing)$", re.I
)
OPEN_BEFORE = (
    (re.compile(r"^(?:no later than|not later than|as of)\s+", re.I), "by"),
    (re.compile(r"^(?:first )?(?:reported|published)(?: on)?\s+", re.I), "by"),
    (re.compile(r"^(?:not before|no earlier than|not earlier than|from around)\s+", re.I), "since"),
)
SHORT_RANGES = (
    (re.compile(r"(\d{1,2})\.?\s?[-–]\s?(\d{1,2})([./-]\d{1,2}[./-]\d{2,4})$"), r"\1\3", r"\2\3"),
    (
        re.compile(r"(\d{1,2})[./](\d{1,2})\.?\s?[-–]\s?(\d{1,2})[./](\d{1,2})[./](\d{4})$"),
        r"\1/\2/\5",
        r"\3/\4/\5",
    ),
    (re.compile(r"(\d{8})\s?[-–]\s?(\d{8})$"), r"\1", r"\2"),
    (re.compile(r"q([1-4])\s?[-–/]\s?q([1-4])[\s,]+(\d{4})$", re.I), r"Q\1 \3", r"Q\2 \3"),
    (
        re.compile(r"(\d{1,2}\s+[^\W\d_]+);\s*(\d{1,2}\s+[^\W\d_]+)\s+(\d{4})$"),
        r"\1 \3",
        r"\2 \3",
    ),
)
"""Two dates of which the first lacks what the second has, and how each reads alone."""
GLUED = re.compile(r"(\d{1,2})([^\W\d_]{3,})(\d{4})$")
NO_DAY = re.compile(r"^(?:\?+|xx?|00|--?|dd)[\s/.-]+(?=\S)", re.I)
DECADE = re.compile(r"(?:(?:early|mid|late)[\s-]+)?(?:the )?((?:19|20)\d)0'?s$", re.I)
WINTER = re.compile(r"winter(?: of)?\s+(\d{4})\s?[-–/]\s?(?:\d{2}|\d{4})$", re.I)
