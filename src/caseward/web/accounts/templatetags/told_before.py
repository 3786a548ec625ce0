"""What a page says first and knows last, whether its forms took what was typed before: ``{% load told_before %}``."""

from __future__ import annotations

from django.template import Context, Library, Node
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from caseward.web.accounts.again import Again

register = Library()


class ToldBefore(Node):
    """Makes the page, then what stands before it, and puts that in front."""

    child_nodelists = ("before", "page")

    def __init__(self, before: NodeList, page: NodeList) -> None:
        self.before, self.page = before, page

    def render(self, context: Context) -> SafeString:
        """Both, in the order in which they are read."""
        page = self.page.render(context)
        return self.before.render(context) + page


@register.tag
def told_before(parser: Parser, _token: Token) -> ToldBefore:
    """``{% told_before %} what to say {% page %} the page {% end_page %}``."""
    before = parser.parse(("page",))
    parser.delete_first_token()
    page = parser.parse(("end_page",))
    parser.delete_first_token()
    return ToldBefore(before, page)


@register.filter
def into_field(found: Again, name: str) -> str:
    """What was typed into a field of no form class, which is put back by asking for it."""
    found.put_back = True
    return found.said.get(name, "")
