"""The law and the procedure as dated data: chosen by the day of a decision and by where the village lies.

``texts`` reads the national files, ``local`` the provinces', ``workflow`` the stages of 四议两公开 and what each
asks, ``variants`` what local ways do differently. Red and amber: see ``deliberation.rules.votes``.
"""

from deliberation.procedures.local import Days, Fewest, RollNote, fewest, jurisdictions, roll_note
from deliberation.procedures.options import option_rule_on
from deliberation.procedures.recusals import recusal_kind_name, recusal_rule_on
from deliberation.procedures.secret_ballots import secret_ballot_on
from deliberation.procedures.suggestions import Category, categories_on, category_name, suggestion_rule_on
from deliberation.procedures.texts import (
    Dated,
    Publication,
    bodies,
    body_on,
    longest_ballot,
    matter_type_on,
    matter_types,
    matter_types_on,
)
from deliberation.procedures.variants import RecordedStage, Variant, variant_on, variants_on
from deliberation.procedures.workflow import (
    I_IMPLEMENT,
    P1_PUBLISH_RESOLUTION,
    P2_PUBLISH_RESULT,
    S1_PROPOSE,
    S2_DISCUSS,
    S3_PARTY_REVIEW,
    S4_RESOLVE,
    USUAL,
    Implementation,
    PublicationStage,
    Stage,
    Way,
    Workflow,
    comment_on,
    deliberations,
    notice_on,
    objection_reply_on,
    procedure_on,
    publication_on,
    stage_rule,
    stages_without_vote,
)

__all__ = [
    "I_IMPLEMENT",
    "P1_PUBLISH_RESOLUTION",
    "P2_PUBLISH_RESULT",
    "S1_PROPOSE",
    "S2_DISCUSS",
    "S3_PARTY_REVIEW",
    "S4_RESOLVE",
    "USUAL",
    "Category",
    "Dated",
    "Days",
    "Fewest",
    "Implementation",
    "Publication",
    "PublicationStage",
    "RecordedStage",
    "RollNote",
    "Stage",
    "Variant",
    "Way",
    "Workflow",
    "bodies",
    "body_on",
    "categories_on",
    "category_name",
    "comment_on",
    "deliberations",
    "fewest",
    "jurisdictions",
    "longest_ballot",
    "matter_type_on",
    "matter_types",
    "matter_types_on",
    "notice_on",
    "objection_reply_on",
    "option_rule_on",
    "procedure_on",
    "publication_on",
    "recusal_kind_name",
    "recusal_rule_on",
    "roll_note",
    "secret_ballot_on",
    "stage_rule",
    "stages_without_vote",
    "suggestion_rule_on",
    "variant_on",
    "variants_on",
]
