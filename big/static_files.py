"""Static files without the source maps that packages bring: megabytes that no page asks for."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map"]


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Leaves the comments alone that name a source map: it would refuse a file that names one which is not there."""

    patterns = tuple(
        (files, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for files, rules in CompressedManifestStaticFilesStorage.patterns
    )
