from django.contrib.admin.apps import AdminConfig


class HouseAdminConfig(AdminConfig):
    """Django's administration, with our rule for who comes in."""

    default_site = "big.admin.HouseAdminSite"
