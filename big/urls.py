from django.contrib import admin
from django.urls import include, path

from big import views

urlpatterns = [
    path("", views.home, name="home"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("stil/", views.style_guide, name="style_guide"),
    path("personnummer/", views.identity_numbers, name="identity_numbers"),
    path("halsa/", views.health, name="health"),
    path("", include("big.people.sign_in_urls")),
    path("", include("big.people.urls")),
    path("", include("big.letters.urls")),
    path("", include("reports.urls")),
    path("", include("minutes.urls")),
    path("", include("big.documents.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "big.views.bad_request"
