"""党员履职: what each member holds and does: areas and posts, linked households, visits, dues, study, time away."""
