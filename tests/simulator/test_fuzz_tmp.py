from hypothesis import given, settings
from tests.simulator.plans import *
from simulator.figures import figures_of
from simulator.margin import margin_of
from simulator.fields import *
from simulator import *
import numpy as np
@settings(max_examples=1500)
@given(any_plan)
def test_x(plan):
    f=figures_of(plan)
    assert not f.summary.isna().any().any()
    margin_of(plan)
@settings(max_examples=1500)
@given(any_plan)
def test_rt(plan):
    v=fields_of(plan)
    t={n:text_of(BY_NAME[n],x) for n,x in v.items()}
    assert plan_of({n:value_of(BY_NAME[n],x) for n,x in t.items()})==(plan,[])
    assert plan_of(v)==(plan,[])
@settings(max_examples=300)
@given(st.lists(any_plan,min_size=1,max_size=3),st.sampled_from(["point","comma"]))
def test_file(ps,d):
    c=write_scenarios(ps,dialect=d)
    f=read_scenarios(c)
    assert f.problems==() and f.plans==tuple(ps)
    assert write_scenarios(f.plans,dialect=d)==c
