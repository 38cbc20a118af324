"""Prompts as hurried people type and say them, by lists of this file's own: none is in slmkit augment.

usage: perturb.py PROMPTS.jsonl OUT [--n 2000] [--seed 1]

Writes OUT/{typos,homophones,repair,preamble,texting}.jsonl: the prompts that a change of that kind could be made to, at most n
of each, with their labels. Typos come from nlpaug (pip install nlpaug), the other kinds from the lists below. A change adds and
replaces words of no call, so the label stays.
"""

import argparse
import json
import random
import re
from pathlib import Path

# What a recogniser of speech hears in place of a word.
HEARD = {
    "account": ["a count", "a cow"], "accounts": ["a counts"], "balance": ["ballots", "valance"], "bank": ["bang"], "bill": ["bell", "build"],
    "bills": ["bells"], "buy": ["by"], "by": ["buy"], "can": ["cam"], "card": ["cart", "guard"], "change": ["chains"], "charge": ["charred", "large"],
    "charges": ["charters"], "check": ["czech"], "checking": ["chicken"], "checks": ["czechs"], "close": ["clothes"], "credit": ["read it", "edit"],
    "debit": ["dead it", "debt it"], "due": ["do", "dew"], "dollars": ["collars"], "exchange": ["ex change"], "for": ["four"], "fraud": ["frod", "broad"],
    "freeze": ["frees", "breeze"], "hi": ["high"], "interest": ["in trust"], "know": ["no"], "limit": ["lemon"], "loan": ["lone", "alone"],
    "lost": ["last"], "made": ["maid"], "mail": ["male"], "money": ["monkey"], "my": ["mai"], "need": ["knead"], "new": ["knew"], "order": ["oughta"],
    "pay": ["pei"], "payment": ["pavement"], "phone": ["foam"], "pin": ["pen"], "rate": ["great", "rait"], "report": ["rapport"], "right": ["write"],
    "routing": ["rooting", "routine"], "savings": ["shavings"], "send": ["sand"], "some": ["sum"], "statement": ["state mint"], "stolen": ["stole in"],
    "their": ["there"], "there": ["their"], "to": ["two", "too"], "transaction": ["trans action"], "transfer": ["trans fur", "trance for"],
    "wait": ["weight"], "want": ["won't"], "week": ["weak"], "would": ["wood"], "your": ["you're"],
}

# False starts, and the words that take them back.
STARTS = ["i was gonna ask about the", "so the thing is i", "can you tell me how the", "i wanted the other", "okay it's about when i", "let me just", "what was it the"]
BACK = ["hmm no hold on", "oh wait sorry", "erm never mind that", "no that came out wrong", "sorry start over", "ah let me rephrase", "nope i mean"]

# What people tell before they ask.
STORIES = [
    "so my daughter starts college in the fall and we have been going through all of our papers at the kitchen table.",
    "sorry to bother you on a sunday, i only got off a twelve hour shift and this is the first quiet minute i had.",
    "my late husband used to do all of this and to be honest i am still learning where everything is.",
    "i tried the website first but it kept spinning and then my tea got cold so now i am here.",
    "long story short, we are halfway through a move and every box has the wrong label on it.",
    "i was chatting with my neighbor over the fence yesterday and she said that you people are quick with this sort of thing.",
    "it has been one of those weeks, first the washing machine and then the school called about my boy.",
    "not sure if you are the right one for this, the lady at the desk gave me this chat when i asked her.",
    "i have been with you since i was nineteen and never had to ask for anything, so bear with me.",
    "okay so i am sitting in a parked car with bad reception and two kids in the back seat.",
    "my english is not perfect, my son usually writes these for me but he is at practice.",
    "before anything else let me say that the young man who helped me last spring was lovely.",
]

# Short forms of text messages.
SHORT = {
    "about": "abt", "account": "acct", "and": "n", "are": "r", "as soon as possible": "asap", "be": "b", "because": "cuz", "before": "b4", "can": "cn",
    "don't": "dnt", "for": "4", "from": "frm", "have": "hv", "help": "hlp", "how": "hw", "i am": "im", "is": "iz", "know": "kno", "message": "msg",
    "money": "$$", "month": "mth", "my": "ma", "need": "nd", "number": "nmbr", "number is": "no.", "please": "plz", "problem": "prob", "right": "rite",
    "see": "c", "some": "sum", "thank you": "ty", "thanks": "thx", "that": "dat", "the": "da", "this": "dis", "to": "2", "today": "2day",
    "tomorrow": "2moro", "want": "wnt", "want to": "wanna", "what": "wat", "what is": "wats", "why": "y", "with": "w/", "you": "u", "your": "ur",
}


def swapped(text, table, share, rng):
    """Replace a share of the words that a table has, at least one; None where it has none of them."""
    parts = re.split(r"([A-Za-z']+)", text)
    places = [i for i, p in enumerate(parts) if p.lower() in table]
    if not places:
        return None
    for i in rng.sample(places, max(1, round(share * len(places)))):
        to = table[parts[i].lower()]
        parts[i] = rng.choice(to) if isinstance(to, list) else to
    return "".join(parts)


def homophones(text, rng):
    return swapped(text, HEARD, 0.4, rng)


def repair(text, rng):
    """A false start that is taken back, before the prompt or, of long ones, behind their first words, which are said again."""
    words = text.split()
    if len(words) > 5 and rng.random() < 0.5:
        return f"{' '.join(words[:rng.randint(2, 4)])} {rng.choice(BACK)} {text}"
    return f"{rng.choice(STARTS)} {rng.choice(BACK)} {text}"


def preamble(text, rng):
    return " ".join([*rng.sample(STORIES, rng.randint(1, 2)), text])


def texting(text, rng):
    """Short forms, and one long word without the vowels inside it."""
    short = swapped(text.lower(), SHORT, 0.7, rng)
    words = (short or text.lower()).split()
    long = [i for i, w in enumerate(words) if len(w) > 5 and w.isalpha()]
    if long:
        i = rng.choice(long)
        words[i] = words[i][0] + re.sub("[aeiou]", "", words[i][1:-1]) + words[i][-1]
    done = " ".join(words).rstrip(".?!")
    return done if done != text else None


def typos(texts, seed):
    """Keys beside the right ones in one or two words of each text, by nlpaug."""
    import nlpaug.augmenter.char as char
    import numpy
    random.seed(seed)
    numpy.random.seed(seed)
    aug = char.KeyboardAug(aug_char_max=1, aug_word_max=2, include_special_char=False, include_numeric=False, include_upper_case=False)
    return [(aug.augment(t) or [t])[0] for t in texts]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("prompts", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--n", type=int, default=2000)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in a.prompts.open(encoding="utf-8")]
    rows = random.Random(a.seed).sample(rows, min(a.n, len(rows)))
    made = {"typos": typos([r["text"] for r in rows], a.seed)}
    for kind in (homophones, repair, preamble, texting):
        made[kind.__name__] = [kind(r["text"], random.Random(f"{a.seed}/{kind.__name__}/{i}")) for i, r in enumerate(rows)]
    for name, texts in made.items():
        with (a.out / f"{name}.jsonl").open("w", encoding="utf-8") as f:
            for row, text in zip(rows, texts, strict=True):
                if text and text != row["text"]:
                    f.write(json.dumps({"text": text, "action": row["action"] or "none", "was": row["text"]}) + "\n")


if __name__ == "__main__":
    main()
