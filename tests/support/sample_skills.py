"""Skills that tests of several rooms share."""

CONTACT = """\
schema: 1
name: shop-new-contact
description: Add a contact to the shop. Use when asked to add a customer or a partner.
parameters:
  - {name: full_name, type: text, example: Ada Lovelace}
  - name: role
    type: enum
    choices: [Customer, Partner]
    default: Customer
  - {name: login, type: secret, secret: shop}
  - {name: people, type: table, columns: [first, last], required: false}
capabilities:
  apps: [chromium]
  origins: ["https://shop.example"]
  actions: [click, type, press, wait]
pre:
  - {url: "https://shop.example/*"}
steps:
  - id: s1
    do: click
    target: {role: link, name: New contact, href: /contacts/new}
    post: [{exists: {role: textbox, name: Name}}]
  - id: s2
    do: type
    text: "{{full_name}}"
    into: {role: textbox, name: Name}
    post: [{value: {name: Name, value: "{{full_name}}"}}]
  - id: s3
    do: type
    text: {secret: login}
    into: {role: textbox, name: Password}
  - id: i1
    if: {equals: {parameter: role, value: Partner}}
    then:
      - {id: s4, do: click, target: {role: radio, name: Partner}}
    else:
      - {id: s5, do: click, target: {role: radio, name: Customer}}
  - id: f1
    foreach: row
    in: people
    max: 20
    steps:
      - id: c1
        call: shop-note
        with: {text: "{{row.first}} {{row.last}}"}
  - id: a1
    agent: Choose the account that matches {{full_name}}.
    actions: [click]
    post: [{text: Account}]
    max_steps: 3
  - id: s6
    do: click
    target: {role: button, name: Save, id: save, within: New contact}
    risk: commit
    identity: [{value: {name: Name, value: "{{full_name}}"}}]
    post: [{text: "{{full_name}}"}, {not: {exists: {role: alert}}}]
done:
  - predicate: {text: "{{full_name}}"}
    durable: true
"""


def change_contact(origin: str, trust: str = "verified") -> str:
    """A skill for the demonstration site: change the phone and the city of a contact."""
    return f"""\
schema: 1
name: demo-change-contact
description: Change the phone number and the city of a contact in the demonstration shop.
parameters:
  - {{name: contact, example: Chen Wei}}
  - {{name: phone, example: "+49 30 555 0199"}}
  - {{name: city, example: Bremen}}
capabilities:
  origins: ["{origin}"]
  actions: [open, click, type]
steps:
  - id: s1
    do: open
    what: "{origin}/contacts"
    post: [{{exists: {{role: searchbox, name: Search contacts}}}}]
  - id: s2
    do: type
    text: "{{{{contact}}}}"
    into: {{role: searchbox, name: Search contacts}}
    post: [{{value: {{name: Search contacts, value: "{{{{contact}}}}"}}}}]
  - id: s3
    do: click
    target: {{role: button, name: Search}}
    risk: read
    post: [{{url: "*/contacts?q=*"}}]
  - id: s4
    do: click
    target: {{role: link, name: Edit, near: "{{{{contact}}}}"}}
    risk: read
    post: [{{value: {{name: Name, value: "{{{{contact}}}}"}}}}]
  - id: s5
    do: type
    text: "{{{{phone}}}}"
    into: {{role: textbox, name: Phone}}
    post: [{{value: {{name: Phone, value: "{{{{phone}}}}"}}}}]
  - id: s6
    do: type
    text: "{{{{city}}}}"
    into: {{role: textbox, name: City}}
    post: [{{value: {{name: City, value: "{{{{city}}}}"}}}}]
  - id: s7
    do: click
    target: {{role: button, name: Save contact, within: "Edit {{{{contact}}}}"}}
    risk: commit
    identity: [{{value: {{name: Name, value: "{{{{contact}}}}"}}}}]
    post: [{{url: "*/contacts/*"}}, {{text: "{{{{phone}}}}"}}]
done:
  - {{predicate: {{text: "{{{{contact}}}}"}}, durable: true}}
  - {{predicate: {{text: "{{{{phone}}}}"}}, durable: true}}
  - {{predicate: {{text: "{{{{city}}}}"}}, durable: true}}
trust: {trust}
"""
