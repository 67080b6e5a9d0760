"""Gives schemathesis what a description cannot: things that exist.

A call that is meant to be valid is made about things that were made for it, so that it reaches its use
case. Calls that are meant to be wrong are left as they are.
"""

import json
import os
import uuid
from collections import defaultdict

import schemathesis

from world import (
    ADJUSTED,
    FIELDS,
    FOR_PEOPLE,
    ONCE,
    PLACE,
    SEGMENTS,
    Context,
    Project,
    World,
    changes_the_project,
)

with open(os.environ["KEYFERRY_AZURE"], encoding="utf-8") as file:
    world = World(os.environ["KEYFERRY_URL"], os.environ["KEYFERRY_SETUP_CODE"], json.load(file))
world.held_syncs = 3
project = Project(world)
person = world.person()
operations = {str(operation): operation for operation in world.operations()}
replies = defaultdict(lambda: defaultdict(int))
for operation in ONCE:
    replies[operation][200] += 1


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = operations[case.operation.label]
    case.headers["Authorization"] = f"Bearer {world.admin.token}"
    if str(operation) in ONCE:
        return
    about = Project(world) if changes_the_project(operation) else project
    things = Context(world, about, operation, new=operation.method != "GET")
    if not is_valid(case):
        if operation.method != "GET":
            spare(case, things)
        return
    if str(operation) in FOR_PEOPLE:
        del case.headers["Authorization"]
        case.cookies = person.session.cookies.get_dict()
    fit(case, things)


@schemathesis.hook
def after_call(context, case, response):
    replies[case.operation.label][response.status_code] += 1
    with open(os.environ["KEYFERRY_REPLIES"], "w", encoding="utf-8") as file:
        json.dump(replies, file)


def is_valid(case):
    return case.meta is None or case.meta.generation.mode.is_positive


def spare(case, context):
    """Turns a wrong call that may change something away from what other calls need."""
    for name, value in (case.path_parameters or {}).items():
        if name == "slug" or name in SEGMENTS and is_uuid(value):
            case.path_parameters[name] = context.segment(name)


def is_uuid(value):
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


def fit(case, context):
    """Replaces ids and names by those of things that exist."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = context.segment(name)
    for parameter in context.operation.parameters:
        name = parameter["name"]
        if parameter["in"] == "query" and (name in PLACE or parameter.get("required")):
            value = context.field(name, None)
            if value is not None:
                case.query[name] = value
    if isinstance(case.body, dict):
        missing = {name: None for name in context.operation.required if name in FIELDS}
        case.body = context.filled({**case.body, **missing})
        adjust = ADJUSTED.get(str(context.operation))
        if adjust:
            case.body = adjust(context, case.body)
