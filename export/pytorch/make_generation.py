"""Write a generation_config.json with all its defaults, as transformers does that is asked for more than the differences.

usage: make_generation.py OUT        OUT: a folder; the file is named transformersN.json for the major version N
"""

import sys
from pathlib import Path

import transformers

config = transformers.GenerationConfig(decoder_start_token_id=0, eos_token_id=1, pad_token_id=0)
name = f"transformers{transformers.__version__.split('.')[0]}.json"
Path(sys.argv[1], name).write_text(config.to_json_string(use_diff=False), encoding="utf-8")
