from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from big.documents.models import Letterhead


def letterhead(request: HttpRequest) -> dict[str, Letterhead]:
    """The sender's name, for the header of every page; read only when a template prints it."""
    return {"letterhead": SimpleLazyObject(Letterhead.current)}
