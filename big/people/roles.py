"""Roles are Django groups. A person may hold several; being chair or attester is a task at one meeting, not a role."""

from django.db import models


class Role(models.TextChoices):
    """The group's name, and what it is for, as explained where the role is given."""

    STAFF = "medarbetare", "Antecknar insatser och läser rapporter, också de som inte är klara."
    EDITOR = "redaktör", "Sätter samman och publicerar rapporter, sköter listor. Får också allt som en medarbetare får."
    SECRETARY = "sekreterare", "Sköter sammanträden och protokoll, också utkasten."
    STEERING_GROUP = "ledningsgrupp", "Läser färdiga handlingar: publicerade rapporter och justerade protokoll."
    ADMINISTRATOR = "administratör", "Sköter personer, behörigheter, områden, organ och brevhuvud. Ser inga utkast."
