from django.db import models


class Announced(models.Model):
    """Until when the changes of articles were announced to programs that asked for it: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="announced_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.until)
