"""What a mechanism can learn: the same small model with one mechanism after another. `learn` trains them, `Report` shows the result. Needs torch."""
from .report import Report
from .run import learn
from .tasks import Characters, Digits, Recall, Task

__all__ = ["Characters", "Digits", "Recall", "Report", "Task", "learn"]
