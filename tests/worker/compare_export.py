"""What transformers makes of an export, beside what Unmask computed (export_test.cpp starts it).

    compare_export.py model FOLDER EXPECTED   the class named in config.json, loaded from FOLDER, on
                                              the tensors in EXPECTED: input_ids, attention_mask and
                                              decoder_input_ids, or pixel_values with noise or
                                              bool_masked_pos; logits:
                                              of an encoder of pictures its features, with `hidden`
                                              the predictions for these patches
    compare_export.py tokenizer FOLDER CASES  AutoTokenizer's ids of each text in CASES, a list of
                                              {text, ids, read, back}: ids without and read with
                                              what the model has around a text; back: decoding the
                                              ids gives the text

Prints one JSON object; the test judges it.
"""
import json
import sys

import torch
import transformers
from safetensors.torch import load_file

transformers.logging.set_verbosity_error()


def model(folder, expected):
    with open(folder + "/config.json", encoding="utf-8") as file:
        name = json.load(file)["architectures"][0]
    loaded, notes = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
    loaded.eval()
    tensors = load_file(expected)
    logits = tensors.pop("logits")
    hidden = tensors.pop("hidden", None)
    real = ("pixel_values", "noise")
    inputs = {key: value if key in real else value.long() for key, value in tensors.items()}
    if "bool_masked_pos" in inputs:
        inputs["bool_masked_pos"] = inputs["bool_masked_pos"].bool()
    with torch.no_grad():
        output = loaded(**inputs)
    if name == "ResNetModel":
        theirs = output.pooler_output.flatten(1)
    elif name == "CLIPModel":
        theirs = output.logits_per_image
    elif name == "ViTModel":
        theirs = output.last_hidden_state[:, 0]
    else:
        theirs = output.logits
    if hidden is not None:
        theirs = theirs.gather(1, hidden.long()[:, :, None].expand(-1, -1, theirs.shape[2]))
    return {
        "class": name,
        "difference": (theirs - logits).abs().max().item(),
        "largest": logits.abs().max().item(),
        "missing": sorted(map(str, notes["missing_keys"])),
        "unexpected": sorted(map(str, notes["unexpected_keys"])),
    }


def tokenizer(folder, cases):
    loaded = transformers.AutoTokenizer.from_pretrained(folder)
    with open(cases, encoding="utf-8") as file:
        texts = json.load(file)
    # Unigram: two segmentations can be equally likely ("---" as "--" and "-", or the other way round);
    # which one is taken is a matter of rounding. Such a tie is counted and is no fault.
    with open(folder + "/tokenizer.json", encoding="utf-8") as file:
        parts = json.load(file)["model"]
    scores = [score for _, score in parts["vocab"]] if parts["type"] == "Unigram" else []
    likelihood = lambda ids: sum(scores[i] for i in ids if i < len(scores))
    wrong, ties = [], 0
    for case in texts:
        ids = loaded(case["text"], add_special_tokens=False)["input_ids"]
        read = loaded(case["text"])["input_ids"]
        back = loaded.decode(ids, skip_special_tokens=False)
        same = {"ids": ids == case["ids"], "read": read == case["read"],
                "back": not case["back"] or back == case["text"]}
        if scores and not same["ids"] and len(ids) == len(case["ids"]):
            text = lambda tokens: "".join(loaded.convert_ids_to_tokens(tokens))
            if (abs(likelihood(ids) - likelihood(case["ids"])) < 1e-3
                    and text(ids) == text(case["ids"]) and text(read) == text(case["read"])):
                ties += 1
                same["ids"] = same["read"] = True
        if all(same.values()):
            continue
        pairs = enumerate(zip(ids, case["ids"]))
        first = next((i for i, (a, b) in pairs if a != b), min(len(ids), len(case["ids"])))
        near = slice(max(0, first - 2), first + 6)
        wrong.append({"same": same, "first": first, "theirs": loaded.convert_ids_to_tokens(ids[near]),
                      "ours": loaded.convert_ids_to_tokens(case["ids"][near]), "text": case["text"][:40]})
    return {"texts": len(texts), "ties": ties, "wrong": wrong}


print(json.dumps({"model": model, "tokenizer": tokenizer}[sys.argv[1]](*sys.argv[2:])))
