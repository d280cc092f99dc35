"""Messages of one part: text, picture, document, place, contact."""

from __future__ import annotations

from sandbox.files import MAX_UPLOAD, StoredFile
from sandbox.methods.scope import Api, method
from sandbox.request import Call, Upload
from sandbox.wire import ApiError, Json, bad_request

_WRONG_FILE = "wrong file identifier/HTTP URL specified"


@method("sendMessage")
def send_message(api: Api, call: Call) -> Json:
    """A text."""
    content = api.text(call)
    preview = call.data("link_preview_options", "link preview options")
    if isinstance(preview, dict) and preview:
        content["link_preview_options"] = preview
    return _send(api, call, content)


@method("sendPhoto")
def send_photo(api: Api, call: Call) -> Json:
    """A picture, new or by its file id."""
    content = {"photo": photo(api, call, call.text("photo"))}
    return _send(api, call, content | described(api, call, call.params))


@method("sendDocument")
def send_document(api: Api, call: Call) -> Json:
    """A file, new or by its file id."""
    content = {"document": document(api, call, call.text("document"))}
    return _send(api, call, content | api.caption(call.params, call.bot))


@method("sendLocation")
def send_location(api: Api, call: Call) -> Json:
    """A place on the map."""
    return _send(api, call, {"location": _location(call)})


@method("sendVenue")
def send_venue(api: Api, call: Call) -> Json:
    """A place with its name and address."""
    location, title, address = _location(call), call.text("title").strip(), call.text("address").strip()
    if not title:
        raise bad_request("venue title must be non-empty")
    if not address:
        raise bad_request("venue address must be non-empty")
    venue: Json = {"location": location, "title": title, "address": address}
    for name in ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type"):
        if call.text(name):
            venue[name] = call.text(name)
    return _send(api, call, {"venue": venue, "location": location})


@method("sendContact")
def send_contact(api: Api, call: Call) -> Json:
    """Somebody's telephone number."""
    number, first_name = call.text("phone_number").strip(), call.text("first_name").strip()
    if not number:
        raise bad_request("phone number is empty")
    if not first_name:
        raise bad_request("first name is empty")
    contact: Json = {"phone_number": number, "first_name": first_name}
    for name in ("last_name", "vcard"):
        if call.text(name):
            contact[name] = call.text(name)
    return _send(api, call, {"contact": contact})


def _send(api: Api, call: Call, content: Json) -> Json:
    chat = api.chat_to_write(call)
    markup, fields = api.markup(call, chat), api.placed(call, chat)
    api.pace(call.bot, chat)
    return api.sent(call, chat, content, fields, markup)


def described(api: Api, call: Call, source: Json) -> Json:
    """Caption and spoiler of a picture; `source`: the call's parameters or an InputMedia."""
    fields = api.caption(source, call.bot)
    for given, shown in (
        ("has_spoiler", "has_media_spoiler"),
        ("show_caption_above_media", "show_caption_above_media"),
    ):
        value = source.get(given)
        if value is True or (isinstance(value, str) and value.lower() in {"true", "1"}):
            fields[shown] = True
    return fields


def photo(api: Api, call: Call, named: str) -> list[Json]:
    """The sizes of the picture that is uploaded or named. Raises Telegram's refusals."""
    files = api.world.files
    source = _source(api, call, "photo", named)
    if isinstance(source, Upload):
        sizes = files.add_photo(source.data)
    elif source.kind == "photo":
        sizes = files.sizes_of(source)
    else:
        raise bad_request(f"can't use file of type {source.kind.capitalize()} as Photo")
    return [files.wire(call.bot.id, size) for size in sizes]


def document(api: Api, call: Call, named: str) -> Json:
    """The file that is uploaded or named. Raises Telegram's refusals."""
    files = api.world.files
    source = _source(api, call, "document", named)
    if isinstance(source, Upload):
        source = files.add(source.data, "document", name=source.name, mime_type=source.mime_type)
    elif source.kind != "document":
        raise bad_request(f"can't use file of type {source.kind.capitalize()} as Document")
    return files.wire(call.bot.id, source)


def _source(api: Api, call: Call, kind: str, named: str) -> Upload | StoredFile:
    upload = call.uploads.get(named.removeprefix("attach://")) if named.startswith("attach://") else None
    if not named:
        upload = call.uploads.get(kind)
        if upload is None:
            raise bad_request(f"there is no {kind} in the request")
    if upload is not None:
        if len(upload.data) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.data:
            raise bad_request("file must be non-empty")
        return upload
    if named.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = api.world.files.named(call.bot.id, named)
    if stored is None:
        raise bad_request(_WRONG_FILE)
    return stored


def _location(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    location: Json = {"latitude": latitude, "longitude": longitude}
    accuracy = call.number("horizontal_accuracy")
    if accuracy:
        location["horizontal_accuracy"] = accuracy
    if call.integer("live_period"):
        location["live_period"] = call.integer("live_period")
    return location
