from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from big.home import first_page


@require_safe
def home(request: HttpRequest) -> TemplateResponse:
    """The first page."""
    return TemplateResponse(request, "home.html", first_page(request.user))


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> TemplateResponse:
    """Tillgänglighetsredogörelse (lag 2018:1937, 10 §): for everybody, also those who cannot sign in."""
    return TemplateResponse(request, "accessibility.html")


@require_safe
@login_not_required
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the process serves and the database answers; for container and proxy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
