"""The law and the procedure as dated data: chosen by the day of a decision and by where the village lies.

``texts`` reads the national files, ``local`` the provinces', ``workflow`` the stages of 四议两公开 and what each
asks, ``variants`` what local ways do differently. Red and amber: see ``deliberation.rules.votes``.
"""

from deliberation.procedures.consultations import Side, consultation_on, consultation_sides, side_name
from deliberation.procedures.councils import collection_goal_on, council_rule_on
from deliberation.procedures.local import Days, Fewest, Initiator, RollNote, fewest, jurisdictions, roll_note
from deliberation.procedures.meetings import delivery_on, list_objection_on
from deliberation.procedures.opinions import opinion_rule_on
from deliberation.procedures.options import option_rule_on
from deliberation.procedures.origins import (
    JointLimit,
    direct_initiators,
    initiator_name,
    initiators_on,
    joint_limit_on,
    joint_rule_on,
)
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
    "Initiator",
    "JointLimit",
    "Publication",
    "PublicationStage",
    "RecordedStage",
    "RollNote",
    "Side",
    "Stage",
    "Variant",
    "Way",
    "Workflow",
    "bodies",
    "body_on",
    "categories_on",
    "category_name",
    "collection_goal_on",
    "comment_on",
    "consultation_on",
    "consultation_sides",
    "council_rule_on",
    "deliberations",
    "delivery_on",
    "direct_initiators",
    "fewest",
    "initiator_name",
    "initiators_on",
    "joint_limit_on",
    "joint_rule_on",
    "jurisdictions",
    "list_objection_on",
    "longest_ballot",
    "matter_type_on",
    "matter_types",
    "matter_types_on",
    "notice_on",
    "objection_reply_on",
    "opinion_rule_on",
    "option_rule_on",
    "procedure_on",
    "publication_on",
    "recusal_kind_name",
    "recusal_rule_on",
    "roll_note",
    "secret_ballot_on",
    "side_name",
    "stage_rule",
    "stages_without_vote",
    "suggestion_rule_on",
    "variant_on",
    "variants_on",
]
