"""Write t5_characters.json: the tokens that T5's own tokenizer makes of "a" and one character.

Needs tokenizers 0.23.3 and the tokenizer.json of google-t5/t5-small:

    python make_t5_characters.py tokenizer.json > t5_characters.json
"""

import json
import sys

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
characters = [chr(c) for c in range(0x20, 0x7F)]
ids = {c: tokenizer.encode("a" + c).ids for c in characters}
lines = (f"  {json.dumps(c)}: {json.dumps(tokens)}" for c, tokens in ids.items())
print("{\n" + ",\n".join(lines) + "\n}")
