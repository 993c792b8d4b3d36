"""What users run on a CPU today for recurrent mechanisms, and ours without an option. A peer is a function of a case that returns what
polyattn.comparison.bench.duel times; it refuses a case that it cannot take, and names the package that it lacks."""
import numpy as np

import polyattn
from polyattn.comparison.bench import torch_calls
from polyattn.comparison.report import need

INSTALL = "'polyattn[bench]'"


def onnxruntime(case):
    """com.microsoft's LinearAttention on one thread, which has no backward."""
    rules = {"linear": "linear", "simple_gla": "gated", "gla": "gated", "delta": "delta", "gated_delta": "gated_delta"}
    rule, x = rules[case.name], case.arguments
    plain = {"linear": {"feature_map": "identity", "normalize": False, "causal": True}}.get(case.name, {})
    if ignored := {n: value for n, value in x.items() if n not in ("q", "k", "v", "g", "beta") and plain.get(n) != value}:
        raise ValueError(f"onnxruntime's LinearAttention takes no {', '.join(sorted(ignored))}")
    feed = {name: np.ascontiguousarray(np.moveaxis(x[name], 1, 2)).reshape(*x[name].shape[::2], -1) for name in ("q", "k", "v", "g", "beta") if name in x}
    session, outputs = _linear_attention(rule, feed, x["q"].shape)
    binding = session.io_binding()
    for name, array in feed.items():
        binding.bind_cpu_input(name, array)
    for name in outputs:
        binding.bind_output(name)
    calls = {("ours", "forward"): case.run, ("peer", "forward"): lambda: session.run_with_iobinding(binding)}
    return calls, "onnxruntime's LinearAttention"


def _linear_attention(rule, feed, shape):
    onnx, runtime = (need(module, "onnxruntime's LinearAttention", INSTALL) for module in ("onnx", "onnxruntime"))
    B, H, N, D = shape
    node = onnx.helper.make_node("LinearAttention", ["q", "k", "v", "", "g" if "g" in feed else "", "beta" if "beta" in feed else ""], ["out", "state"],
                                 domain="com.microsoft", q_num_heads=H, kv_num_heads=H, update_rule=rule)
    value = lambda name, sizes: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, sizes)
    graph = onnx.helper.make_graph([node], "peer", [value(name, x.shape) for name, x in feed.items()], [value("out", (B, N, H * D)), value("state", (B, H, D, D))])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 24), onnx.helper.make_opsetid("com.microsoft", 1)], ir_version=11)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"]), ("out", "state")


def transformers(case):
    """The chunked gated delta rule of Qwen3-Next's model code; the moves of axes are views."""
    chunked = need("transformers.models.qwen3_next.modeling_qwen3_next", "the chunked gated delta rule", INSTALL).torch_chunk_gated_delta_rule

    def gated_delta(q, k, v, g, beta):
        return chunked(*(x.transpose(1, 2) for x in (q, k, v)), g=g.transpose(1, 2), beta=beta.transpose(1, 2))[0].transpose(1, 2)

    return torch_calls(case, gated_delta, "transformers' chunked gated delta rule")


def unmodified(case):
    """The same call without its score function; what the function captures (its attribute `trained`) gets gradients."""
    calls, plain = {}, {name: x for name, x in case.arguments.items() if name != "score_mod"}
    for who, arguments, wrt in (("ours", case.arguments, case.arguments["score_mod"].trained), ("peer", plain, ())):
        calls[who, "forward"] = lambda arguments=arguments: polyattn.sdpa(**arguments)
        out, pullback = polyattn.vjp(polyattn.sdpa, **arguments, wrt=wrt)
        calls[who, "backward"] = lambda pullback=pullback, cotangent=np.ones_like(out): pullback(cotangent)
    return calls, "no score function"


def token_loop(case):
    """One token at a time in torch, as the naive_recurrent_* functions of flash-linear-attention write it: every step takes its slices and writes its row."""
    torch = need("torch", "a token loop", INSTALL)

    def loop(q, v, write, scale=1.0):
        S, out = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1]), torch.zeros_like(v)
        for i in range(q.shape[2]):
            S, read = write(S, i)
            out[:, :, i] = (q[:, :, i, :, None] * scale * read).sum(-2)
        return out

    def gla(q, k, v, g):
        def write(S, i):
            S = S * g[:, :, i].exp()[..., None] + k[:, :, i, :, None] * v[:, :, i, None, :]
            return S, S
        return loop(q, v, write, q.shape[-1] ** -0.5)

    def hgrn2(q, f, v):
        decay = torch.sigmoid(f)

        def write(S, i):
            S = S * decay[:, :, i, :, None] + (1 - decay[:, :, i])[..., None] * v[:, :, i, None, :]
            return S, S
        return loop(q, v, write, q.shape[-1] ** -0.5)

    def rwkv6(q, k, v, w, u):
        def write(S, i):
            kv = k[:, :, i, :, None] * v[:, :, i, None, :]
            return S * w[:, :, i].exp()[..., None] + kv, S + u[..., None] * kv
        return loop(q, v, write)

    def rwkv7(q, k, v, w, a, b):
        def write(S, i):
            S = S * w[:, :, i].exp()[..., None] + b[:, :, i, :, None] * (S * a[:, :, i, :, None]).sum(-2, keepdim=True) + k[:, :, i, :, None] * v[:, :, i, None, :]
            return S, S
        return loop(q, v, write)

    def kda(q, k, v, g, beta):
        def write(S, i):
            S = S * g[:, :, i].exp()[..., None]
            error = v[:, :, i] - (k[:, :, i, :, None] * S).sum(-2)
            S = S + (beta[:, :, i, None] * k[:, :, i])[..., None] * error[..., None, :]
            return S, S
        return loop(q, v, write, q.shape[-1] ** -0.5)

    return torch_calls(case, locals()[case.name], "a token loop in torch")


def chunk_loop(case):
    """Causal linear attention in chunks of 64, as linear-attention-transformer has it in torch. It stands in for fast-transformers, which does not install
    beside a torch without CUDA (its setup.py asks for CUDA_HOME), and was measured to be faster than that by a half (shared/peers)."""
    torch = need("torch", "a chunk loop", INSTALL)

    def linear(q, k, v):
        a, b = torch.nn.functional.elu(q) + 1, torch.nn.functional.elu(k) + 1
        B, H, N, D = q.shape
        a, b, v = (x.reshape(B, H, N // 64, 64, D) for x in (a, b, v))
        sums, states = (x.cumsum(2) - x for x in (b.sum(3), b.transpose(-1, -2) @ v))
        weights = (a @ b.transpose(-1, -2)).tril()
        total = weights.sum(-1) + (a * sums[..., None, :]).sum(-1) + 1e-6
        return ((weights @ v + a @ states) / total[..., None]).reshape(B, H, N, D)

    return torch_calls(case, linear, "a chunk loop in torch")


PEERS = {peer.__name__: peer for peer in (onnxruntime, transformers, token_loop, chunk_loop, unmodified)}
