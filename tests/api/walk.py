"""Walks role × operation × own and foreign project.

Every operation of the description is called by everybody, from nobody at all to the admin of the
organization. Those succeed whose role `least_role.txt` names for the operation, or a greater one, and
nobody else. An operation that the file does not name fails the walk.
"""

import json
import os
import sys
from pathlib import Path

from world import FOR_PEOPLE, ONCE, Client, Project, World, changes_the_project

# From the least to the greatest. Who may do something as one of these may do it as those after it.
ROLES = [
    "anyone",  # nobody is signed in
    "stranger",  # a machine without access to the organization
    "member",  # a member of the organization who is in no project
    "no-access",  # a member whose role in the project allows nothing
    "foreign-admin",  # the admin of another project
    "viewer",
    "developer",
    "admin",  # of the project
    "organization",  # an admin of the organization
]
SLUGS = {"no-access": "no-access", "viewer": "viewer", "developer": "member", "admin": "admin"}


def least_roles():
    lines = (Path(__file__).parent / "least_role.txt").read_text(encoding="utf-8").splitlines()
    lines = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    return {operation: role for role, operation in lines}


class Cast:
    """Somebody for every role."""

    def __init__(self, world):
        self.world = world
        self.machines = {role: world.make_machine("member") for role in SLUGS}
        self.foreign = world.make_machine("member")
        self.clients = {
            "anyone": Client(world.admin.url),
            "stranger": world.sign_in(world.make_machine("no-access")),
            "member": world.sign_in(world.make_machine("member")),
            "foreign-admin": world.sign_in(self.foreign),
            "organization": world.admin,
        }
        for role in SLUGS:
            self.clients[role] = world.sign_in(self.machines[role])
        self.person = world.person()
        self.join(Project(world), self.foreign, "admin")

    def join(self, project, machine, role):
        path = f"/api/v2/workspace/{project.id}/identity-memberships/{machine['id']}"
        self.world.admin.must("POST", path, {"roles": [{"role": role}]})

    def project(self):
        project = Project(self.world)
        for role, slug in SLUGS.items():
            self.join(project, self.machines[role], slug)
        return project


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        azure = json.load(file)
    world = World(os.environ["KEYFERRY_URL"], os.environ["KEYFERRY_SETUP_CODE"], azure)
    cast, known, faults = Cast(world), least_roles(), []
    shared = cast.project()
    print(f"{'':64}" + " ".join(f"{role[:9]:>9}" for role in ROLES))
    for operation in sorted(world.operations(), key=lambda one: (one.path, one.method)):
        statuses = {}
        for role in ROLES:
            project = cast.project() if changes_the_project(operation) else shared
            call = world.call(operation, project)
            client = cast.person if str(operation) in FOR_PEOPLE and role == "organization" else cast.clients[role]
            statuses[role] = call.by(client).status_code
        row = " ".join(f"{statuses[role]:>9}" for role in ROLES)
        print(f"{str(operation)[:64]:64}{row}", flush=True)
        if str(operation) in ONCE:
            if set(statuses.values()) & {200}:
                faults.append(f"{operation}: done twice")
            continue
        least = known.get(str(operation))
        if least is None:
            faults.append(f"{operation}: least_role.txt says nothing of it")
            continue
        allowed = ROLES[ROLES.index(least):]
        for role in ROLES:
            if (statuses[role] == 200) != (role in allowed):
                faults.append(f"{operation}: {role} got {statuses[role]}, least role {least}")
    for operation in known.keys() - {str(one) for one in world.operations()}:
        faults.append(f"{operation}: least_role.txt knows it, the description does not")
    print(*faults, sep="\n")
    print(f"ok: {len(world.operations())} operations" if not faults else f"{len(faults)} faults")
    sys.exit(bool(faults))


main()
