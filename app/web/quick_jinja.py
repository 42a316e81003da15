"""Jinja with fewer steps on the way, for templates of which none has globals of its own.

What a template says is the same. A page has hundreds of calls of macros and words, and each import
of a macro compares the globals of two templates, of which all have the same.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro


class SharedTemplate(Template):
    """A template that is one module, whoever imports it."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class QuickContext(Context):
    """A context that knows a macro and a plain function when it sees one."""

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        kind = type(__obj)
        if kind is Macro:
            args = (__self.eval_ctx, *args)
        elif kind is not FunctionType or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class QuickEnvironment(Environment):
    """An environment of such templates."""

    template_class = SharedTemplate
    context_class = QuickContext
