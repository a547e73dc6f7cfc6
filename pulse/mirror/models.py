"""Predictions; as narrow as they can be: no time, no history, one row per leader and wave."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Office


class Prediction(Office):
    """What a leader expected of the unit led then, before the wave closed; for nobody's eyes but the leader's."""

    __tablename__ = "prediction"
    __table_args__ = (
        CheckConstraint("safety BETWEEN 0 AND 100", name="predicted_safety_on_its_scale"),
        CheckConstraint("response BETWEEN 0 AND 100", name="predicted_response_on_its_scale"),
        CheckConstraint("quota BETWEEN 0 AND 100", name="predicted_quota_on_its_scale"),
        CheckConstraint("product BETWEEN 0 AND 100", name="predicted_product_on_its_scale"),
        CheckConstraint("target BETWEEN 50 AND 150", name="predicted_target_on_its_scale"),
        Index("prediction_by_unit", "unit_id", "wave_id"),
        {**Office.__table_args__, "sqlite_with_rowid": False},
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    safety: Mapped[int] = mapped_column(Integer)
    response: Mapped[int] = mapped_column(Integer)
    quota: Mapped[int] = mapped_column(Integer)
    product: Mapped[int] = mapped_column(Integer)
    target: Mapped[int | None] = mapped_column(Integer)
    """X1, the percent of its target the unit will reach; empty where the wave does not ask it."""
