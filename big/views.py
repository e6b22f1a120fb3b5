from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from big.access import insiders_only
from big.documents.richtext import words
from big.home import first_page
from big.identity_numbers import warnings_in
from big.style_guide import examples


@require_safe
def home(request: HttpRequest) -> TemplateResponse:
    """The first page."""
    return TemplateResponse(request, "home.html", first_page(request.user))


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> TemplateResponse:
    """Tillgänglighetsredogörelse (lag 2018:1937, 10 §): for everybody, also those who cannot sign in."""
    return TemplateResponse(request, "accessibility.html")


@require_POST
@insiders_only
def identity_numbers(request: HttpRequest) -> TemplateResponse:
    """The warnings that stand beside a text field, asked for while somebody types in it. Nothing is stored."""
    texts = [text for name, text in request.POST.items() if name != "csrfmiddlewaretoken"]
    warnings = [warning for text in texts for warning in warnings_in(words(text))]
    return TemplateResponse(request, "_partials/identity_warnings.html", {"warnings": warnings})


@require_safe
@insiders_only
def style_guide(request: HttpRequest) -> TemplateResponse:
    """Every component in every state, for those who build and judge the pages."""
    return TemplateResponse(request, "style_guide.html", examples(request))


@require_safe
@login_not_required
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the process serves and the database answers; for container and proxy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read, or is too large; made without the request, which is at fault."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
