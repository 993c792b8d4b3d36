"""The command line: polyattn compare | list | info | bench | learn."""
import argparse
import errno
import os
import sys


def main(arguments=None):
    options = _parser().parse_args(arguments)
    import polyattn as pa
    try:
        if getattr(options, "threads", None) is not None:
            pa.set_num_threads(options.threads)
        return options.command(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        message = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except (TypeError, ValueError, ImportError, MemoryError, NotImplementedError, BufferError, RuntimeError) as error:
        message = str(error) or type(error).__name__
    print("polyattn: " + " ".join(message.split()), file=sys.stderr)
    return 2


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def _parser():
    parser = Parser(prog="polyattn", description="Attention mechanisms, what they cost and what they change.")
    commands = parser.add_subparsers(metavar="command", required=True)

    compare = commands.add_parser("compare", help="run mechanisms on the same q, k, v and compare them",
                                  description="Runs mechanisms forward and backward on the same q, k, v: time, GFLOP/s and the fraction of this machine's measured peak, "
                                  "memory, error against the float64 reference, a check of the gradients, and how far the output is from the baseline's.")
    compare.add_argument("--mechanisms", metavar="A,B", type=names, help="names, separated by commas (default: every mechanism)")
    compare.add_argument("--input", metavar="FILE.npz", help="arrays q, k, v (B, H, N, D) or (H, N, D), and tokens if there are words (default: the bundled sample)")
    compare.add_argument("--baseline", default="sdpa", metavar="NAME", help="what the outputs are held against (default: sdpa)")
    compare.add_argument("--causal", action="store_true", default=None, help="every mechanism causal (default: each as its own default is)")
    compare.add_argument("--no-grad", action="store_false", dest="grad", help="leave out the backward")
    compare.add_argument("--dtype", choices=("float64", "float32", "float16", "bfloat16"), help="convert q, k, v first")
    compare.add_argument("--plot", metavar="FILE.png", help="write the picture (or .pdf, .svg)")
    compare.add_argument("--json", metavar="FILE.json", help="write everything as JSON; '-' is the standard output")
    _common(compare)
    compare.set_defaults(command=_compare)

    table = commands.add_parser("list", help="the table of mechanisms", description="The table of mechanisms.")
    table.add_argument("--engine", help="those of one engine: dense, recurrent, linear")
    table.set_defaults(command=_list)

    info = commands.add_parser("info", help="everything about one mechanism", description="Equation, inputs, parameters, cost and paper of one mechanism.")
    info.add_argument("mechanism")
    info.set_defaults(command=_info)

    bench = commands.add_parser("bench", help="time one mechanism against a peer", description="Times one mechanism against a peer, interleaved in one process, "
                                "next to the peak of the machine measured there and then.")
    bench.add_argument("mechanism")
    bench.add_argument("--against", default="torch", metavar="PEER", help="torch (its op, or the formula in eager torch), or another mechanism (default: torch)")
    bench.add_argument("--shape", action="append", type=shape, metavar="B,H,N,D", help="may be repeated (default: 1,8,1024,64)")
    bench.add_argument("--causal", action="store_true", default=None, help="causal where there is the choice")
    bench.add_argument("--dtype", choices=("float64", "float32", "float16", "bfloat16"), default="float32")
    bench.add_argument("--json", metavar="FILE.json", help="write the numbers as JSON; '-' is the standard output")
    _common(bench)
    bench.set_defaults(command=_bench)
    _add_learn(commands)
    return parser


def _add_learn(commands):
    learn = commands.add_parser("learn", help="train small models that differ in the mechanism alone", description="Trains the same small model with one mechanism after "
                                "another: what each learns, against steps and seconds.", epilog="Sizes that are not given are those of the task.")
    learn.add_argument("--task", default="recall", help="recall (multi-query associative recall), characters (of a real text) or digits (8 x 8 images) (default: recall)")
    learn.add_argument("--mechanisms", metavar="A,B", type=names, help="names, separated by commas (default: every mechanism)")
    learn.add_argument("--seeds", type=int, default=1, metavar="N", help="runs of each mechanism, seeds 0 to N-1 (default: 1)")
    learn.add_argument("--seed", type=int, metavar="S", help="one run of each, with this seed")
    for name, kind, what in (("steps", int, "of training"), ("lr", float, "learning rate"), ("batch", int, "examples of a step"), ("width", int, "channels of a token"),
                             ("heads", int, "of a layer"), ("depth", int, "layers"), ("length", int, "tokens of an example"), ("vocabulary", int, "of recall"),
                             ("pairs", int, "of recall: keys and values to remember")):
        learn.add_argument(f"--{name}", type=kind, metavar="N", help=what)
    learn.add_argument("--resume", metavar="FOLDER", help="keep every run there, and go on from what is there already")
    learn.add_argument("--plot", metavar="FILE.png", help="write the picture (or .pdf, .svg)")
    learn.add_argument("--json", metavar="FILE.json", help="write everything as JSON; '-' is the standard output")
    learn.add_argument("--threads", type=int, metavar="N", help="threads to compute with (default: all)")
    learn.add_argument("--quiet", action="store_true", help="no progress bar and no table: only the files that were asked for")
    learn.set_defaults(command=_learn)


def _common(parser):
    parser.add_argument("--threads", type=int, metavar="N", help="threads to compute with (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn (default: 0)")
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no table: only the files that were asked for")


def names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


def shape(text):
    sizes = tuple(int(n) for n in text.split(","))
    if len(sizes) != 4 or min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not B,H,N,D")
    return sizes


def _compare(options):
    from . import compare, load
    _check_files(options)
    report = compare(options.mechanisms, load(options.input), causal=options.causal, baseline=options.baseline, grad=options.grad, seed=options.seed,
                     dtype=options.dtype, progress=not options.quiet and sys.stderr.isatty())
    if all(row["reason"] for row in report.rows):
        raise ValueError(f"compare: no mechanism applies: {report.rows[0]['reason']}")
    _give(report, options)
    return 0


def _check_files(options):
    """Before the work, not after it."""
    if options.plot:
        from .report import need
        need("matplotlib", "--plot")
    for path in filter(None, (options.plot, options.json)):
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise FileNotFoundError(errno.ENOENT, "no such folder", os.path.dirname(path))


def _give(report, options):
    if not options.quiet and options.json != "-":
        show(report)
    _write_json(report.to_json(), options.json)
    if options.plot:
        report.plot(options.plot)


def show(report):
    """The report with rich where it is installed, else as plain text."""
    try:
        from rich.console import Console
    except ImportError:
        print(report)
    else:
        Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(report)


def _write_json(text, path):
    if path == "-":
        print(text)
    elif path:
        with open(path, "w") as file:
            file.write(text + "\n")


def _list(options):
    import polyattn as pa
    print(pa.mechanisms(**({"engine": options.engine} if options.engine else {})))
    return 0


def _info(options):
    import polyattn as pa
    print(pa.info(options.mechanism))
    return 0


def _bench(options):
    from .bench import bench
    result = bench(options.mechanism, options.against, options.shape, causal=options.causal, dtype=options.dtype, seed=options.seed)
    if not options.quiet and options.json != "-":
        print(result)
    _write_json(result.to_json(), options.json)
    return 0


def _learn(options):
    from .report import need
    need("torch", "learn", "'polyattn[learn]'")
    import polyattn as pa
    _check_files(options)
    sizes = ("steps", "lr", "batch", "width", "heads", "depth", "length", "vocabulary", "pairs")
    given = {name: x for name in sizes if (x := getattr(options, name)) is not None}
    report = pa.learn(options.mechanisms, options.task, seeds=options.seeds if options.seed is None else [options.seed], folder=options.resume,
                      progress=not options.quiet and sys.stderr.isatty(), **given)
    if all(row["reason"] for row in report.rows):
        raise ValueError(f"learn: no mechanism applies: {report.rows[0]['reason']}")
    _give(report, options)
    return 0
