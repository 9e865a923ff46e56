"""What went wrong, in words: the one place where codes become sentences and a status.

Pages get a page, programs get a problem document (RFC 9457). Each carries the request's id and nothing of the
machine: no trace, path, query or version.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from course.core.problems import CourseProblem, FieldsRefused
from course.core.text import N_
from course.db.session import DBAPIError, PoolTimeout, is_busy
from course.web.i18n import format_number, gettext

log = structlog.get_logger("course.errors")

# Code to sentence. A sentence says what happened and what to do; values stand in %(named)s places.
SENTENCES: dict[str, str] = {
    "not_found": N_(
        "This page does not exist, or it is not open to you. Check the address, or go back to the course."
    ),
    "too_many": N_("You did this many times in a short while. Wait %(seconds)s seconds, then try again."),
    "sign_in_needed": N_("Sign in to go on. What you wrote is kept."),
    "method_not_allowed": N_(
        "This address does not take that kind of request. Go back and use the buttons of the page."
    ),
    "too_large": N_("What you sent is too large. Send a smaller file or a shorter text."),
    "form_expired": N_("This form was opened in another session. Your text is still there: send it again."),
    "busy": N_("The platform is very busy. Nothing was lost: wait a moment and try again."),
    "unexpected": N_(
        "Something went wrong on our side. What was stored before is safe. Try again in a moment."
    ),
    "bad_request": N_(
        "The platform could not read this request. Go back, check what you typed, and try again."
    ),
    "unknown_host": N_("This address is not one of the course."),
    "unsupported": N_(
        "The platform cannot read this kind of content here. Send it in the form that the page or the documentation names."
    ),
    "forbidden": N_(
        "This token does not allow that. Make one with the scope %(scope)s, if your role may have it."
    ),
    "role_missing": N_("The owner of this token has not the role for it: it is open to the role “%(role)s”."),
    "token_needed": N_(
        "Send a token that holds: the header Authorization with Bearer, a blank and the token. "
        "You make one in your account, under Tokens."
    ),
    "request_unreadable": N_("This request cannot be read. Mend each fault named here, then send it again."),
    "faults_found": N_("This request cannot be taken. Mend each fault named here, then send it again."),
    "fields_refused": N_("These values cannot be taken. Change each field named here, then send it again."),
    "nothing_to_apply": N_("No row of this import can be applied. Send the rows again without their faults."),
    "removals_unconfirmed": N_("This import takes people out of the cohort. Send remove as true to do that."),
    "attempt_open": N_("This quiz is not handed in yet. Hand it in to read its review."),
    "report_without_fault": N_("Choose what is wrong."),
    "report_without_words": N_("Say in a few words what is wrong."),
    "report_without_state": N_("Choose how the report stands."),
    "report_without_answer": N_("Write the answer to the learner: none is there yet."),
    "report_unchanged": N_("Write an answer to the learner, or choose another state."),
    "words_too_long": N_("Use at most %(most)s characters: these are %(given)s."),
    "moment_too_far": N_("Choose a day from 2000 to 2199."),
    "outage_ends_first": N_("It ended before it began: choose a later moment."),
    "outage_to_come": N_("This is still to come. Record an outage once it is over."),
    "outage_too_long": N_("This is more than seven days: give other dates instead."),
    "outage_without_reason": N_("Say what happened."),
    "override_expired": N_("This is over already: choose a day from today on."),
    "override_closes_first": N_("It would close before it opens: choose a later moment."),
    "no_moment": N_("Choose a day and a time, from 2000 to 2199."),
    "override_minutes": N_("Type a number of minutes from 0 to 10,080."),
    "override_attempts": N_("Type a number from 0 to 1,000."),
    "override_without_reason": N_("Write the reason: those who come after you need it."),
    "override_leaves_nobody": N_(
        "By these rules nobody could begin an attempt any more. If that is meant, send sure as true."
    ),
    "learner_not_in_cohort": N_(
        "Nobody of this id learns in this cohort. Take an id from its list of learners."
    ),
    "override_empty": N_("Change at least one rule: dates, minutes or attempts."),
    "report_kept": N_(
        "This question was reported before, with another fault or in other words: those are kept. "
        "Read them at /me/question-reports."
    ),
    "results_told_at_close": N_("This quiz tells its results by itself when it closes."),
    "results_told_at_once": N_("This quiz tells each result at once: it holds none."),
    "result_held": N_("This quiz is handed in. Its result is told later."),
    "search_not_ready": N_(
        "The search is not ready: the course must be published again. Until then, read it by its modules."
    ),
    "cursor_unknown": N_("This list has no such page. Begin again without a cursor."),
    "idempotency_key_reused": N_(
        "This Idempotency-Key was sent before with another request. Give each new request a key of its own."
    ),
    "key_wrong_form": N_(
        "Give this write a key of its own: 8 to 200 visible signs without accents and blanks."
    ),
    "body_missing": N_("Send a JSON object as the body."),
    "body_not_json": N_("The body is not JSON in UTF-8. Check its brackets, quotation marks and commas."),
    "body_repeats": N_("An object in the body holds a name twice. Send each name once."),
    "body_too_deep": N_("The body is nested too deeply. Use at most %(most)s levels."),
    "body_unexpected": N_("Nothing is read here. Send the request without a body."),
    "check_without_answer": N_("Answer this question before you check it."),
    "check_parts_open": N_("Answer every part of this question before you check it."),
    "check_certainty_missing": N_("Say how sure you are: 1, 2 or 3."),
    "question_checked": N_("This question is checked: its answer stays as it is."),
    "quiz_not_checked": N_("Nothing of this quiz is told before it is handed in."),
    "field_missing": N_("This is needed."),
    "field_unknown": N_("Nothing of this name can be sent here. Leave it out."),
    "field_repeated": N_("This stands more than once. Send it once."),
    "field_not_a_text": N_("Send a text."),
    "field_empty": N_("This is empty. Write something here."),
    "field_no_entry": N_("This list is empty. Send at least one entry."),
    "field_too_short": N_("Use at least %(least)s signs."),
    "field_too_long": N_("Use at most %(most)s signs."),
    "field_not_a_whole_number": N_("Send a whole number."),
    "field_not_a_number": N_("Send a number."),
    "field_too_small": N_("Send %(least)s or more."),
    "field_too_large": N_("Send %(most)s or less."),
    "field_not_true_or_false": N_("Send true or false."),
    "field_not_in_list": N_("Send one of: %(allowed)s."),
    "field_not_listed": N_("The platform knows no such value here. Check how it is written."),
    "field_not_an_id": N_("Send an id in the form that the API gives."),
    "field_not_a_date": N_("Send a day as year, month and day, for example 2026-11-22."),
    "field_not_a_moment": N_("Send a moment with its zone, for example 2026-11-22T09:30:00+01:00."),
    "field_not_an_address": N_("Send an e-mail address that can be written to."),
    "field_day_too_far": N_("Send a day from 2000-01-01 to 2199-12-31."),
    "field_before_start": N_("The last day must not come before the first."),
    "field_not_a_list": N_("Send a list."),
    "field_too_few": N_("Send at least %(least)s entries."),
    "field_too_many": N_("Send at most %(most)s entries."),
    "field_not_an_object": N_("Send an object with named fields."),
    "answer_of_no_form": N_("Send a text, a list or an object, as the question’s kind takes it."),
    "certainty_not_asked": N_("This question does not ask how sure one is. Leave this out, or send 0."),
    "field_wrong_form": N_("This does not have the form that the API's document describes."),
    "answer_clash": N_("Another tab or device stored a different answer. Choose which one to keep."),
    "answer_unreadable": N_("The platform could not read this answer. Reload the page and answer again."),
    "attempt_over": N_("The time for this quiz is over. What was stored before counts."),
    "attempt_submitted": N_("This quiz is handed in: its answers stay as they are. You can still read them."),
    "attempts_used_up": N_("You have used all attempts that this quiz allows: %(max_attempts)s."),
    "quiz_not_open": N_("This quiz is not open yet. Its page says when it opens."),
    "quiz_closed": N_(
        "This quiz is closed: no further attempt can be begun. What is handed in stays open to read."
    ),
    "key_reused": N_("This answer came under a name that another one has. Reload the page and answer again."),
    "response_refused": N_("This answer does not fit the question. Reload the page and answer again."),
    "response_wrong_shape": N_("This answer does not fit the question. Reload the page and answer again."),
    "number_unreadable": N_("This cannot be read as a number. Write it in digits, such as 1250 or 3.5."),
    "number_unit": N_(
        "A unit is missing, or it is none of these. Write one of them behind the number: %(units)s."
    ),
    "number_gaps": N_(
        "Gap %(gaps)s: this cannot be read as a number. Write it in digits, such as 1250 or 3.5."
    ),
    "response_is_file": N_("This answer is a file. Reload the page, choose the file and hand it in there."),
    "response_signs": N_("This answer holds signs that cannot be stored. Type it again."),
    "response_repeats": N_("This answer names a part twice. Name each part once."),
    "response_order_incomplete": N_("This order leaves parts out. Put each of them in its place."),
    "response_foreign_token": N_(
        "This answer does not belong to this quiz. Reload the page and answer again."
    ),
    "file_empty": N_("Choose a file that has something in it."),
    "file_kind": N_(
        "This is none of the kinds of file that are taken, whatever its name says: send PDF, docx without macros, odt, "
        "PNG, JPEG or plain text."
    ),
    "file_too_large": N_("This file is too large. Send one of at most %(megabytes)s MB."),
    "file_picture": N_("This picture cannot be read, moves, or has more than %(megapixels)s million pixels."),
    "file_quota": N_(
        "All your files together have at most %(megabytes)s MB. Take one back, or send a smaller one."
    ),
    "nothing_answered": N_("Answer the question first: there is nothing to mark yet."),
    "level_missing": N_("Choose one of the levels of this criterion."),
    "level_unknown": N_("This criterion has no such level. Choose one of those that it has."),
    "criterion_unknown": N_("This names criteria that the question does not have. Leave them out."),
    "mark_unchanged": N_(
        "Nothing differs from the mark that holds: change the levels or the comment, or leave this empty."
    ),
    "mark_reason_missing": N_("Say why the mark is changed: the learner reads it."),
    "mark_seen_unknown": N_(
        "The answer has no such version of its mark. Read it, and send its version as seen."
    ),
    "mark_clash": N_("Somebody marked this answer since you opened it. Compare both marks, then decide."),
    "response_too_long": N_("This answer is too long. Use at most %(max_length)s characters."),
    "filter_unknown": N_(
        "The filter “%(filter)s” does not take the value “%(value)s”. Choose one in the list of local actions, "
        "and take the file from there."
    ),
    "badge_altered": N_(
        "The badge names a key of this platform, but the key did not sign this: it was altered or forged."
    ),
    "badge_foreign": N_(
        "This platform did not sign the badge. Whoever issued it may say more; here it is not valid."
    ),
    "badge_key_withdrawn": N_(
        "The key that signed this badge was withdrawn, so it is not valid. Check the code of the certificate instead; its "
        "holder can take a new badge."
    ),
    "badge_unreadable": N_(
        "This is no Open Badge: neither a file with a proof inside (JSON) nor a signed token (JWT)."
    ),
    "certificate_name_corrected": N_(
        "You have corrected the name on your certificate once. Write to whoever runs the course to change it again."
    ),
    "revocation_without_reason": N_("Write the reason: whoever holds the certificate reads it."),
    "revocation_reason_told": N_(
        "This certificate is revoked already, and its holder was told the reason. "
        "Let it count again first to revoke it for another one."
    ),
    "certificate_revoked": N_("This certificate is revoked. Let it count again first."),
    "cohort_closed": N_("The cohort %(cohort)s is closed. Ask whoever gave you the code."),
    "cohort_code_unknown": N_("No cohort takes people with this code. Check it letter by letter."),
    "cohort_ended": N_("The cohort %(cohort)s has ended. The course stays open to read."),
    "cohort_full": N_("All places in this cohort are taken. Ask whoever gave you the code."),
    "cohort_not_started": N_("The cohort %(cohort)s has not begun. Come back when it starts."),
    "facilitator_role_needed": N_("Only facilitators and admins facilitate a cohort. Change the role first."),
    "import_moved": N_("This roster was applied, undone or dropped in the meantime. Look at it again."),
    "invitation_accepted": N_("This person has come in already. There is nothing to send again."),
    "last_admin": N_("This is the last admin who can sign in. Make somebody else an admin first."),
    "no_such_cell": N_("This row is not there any more, or is mended already. Look at the roster again."),
    "own_account": N_("You cannot change your own role or suspend yourself. Ask another admin."),
    "person_suspended": N_("This person is suspended. Let them in again, then add them."),
    "regrade_without_reason": N_("Say in one language at least why the marks are raised."),
    "question_unknown": N_(
        "The quiz has no such question today. Read its changes, which name those that may be marked anew."
    ),
    "nothing_to_regrade": N_(
        "There is nothing to regrade: nobody handed in another version of these questions."
    ),
    "regrade_built_on": N_("A later regrade of this quiz is built on this one. Undo that one first."),
    "regrade_in_work": N_("A regrade of this quiz is in work. Wait until it is done."),
    "regrade_undo_too_late": N_(
        "This regrade cannot be undone: it is not applied, or more than 14 days have passed."
    ),
    "undo_too_late": N_("This roster cannot be undone: it is not applied, or more than 14 days have passed."),
    "current_password_wrong": N_(
        "That is not your current password. You can ask for a link by mail instead."
    ),
    "email_lookalike": N_(
        "This address mixes letters of two alphabets. Type it with the letters of one alphabet."
    ),
    "email_taken": N_("This address cannot be used. Choose another one."),
    "email_without_at": N_("Type an address with an @, like name@example.org."),
    "email_wrong": N_("Mail cannot be sent to this address. Check it letter by letter."),
    "link_not_valid": N_("This link no longer works: it was used, or its time is over. Ask for a new one."),
    "password_common": N_(
        "This password is easy to guess. Take a few words that only you would put together."
    ),
    "password_long": N_("This password is too long. Use at most 128 characters."),
    "password_personal": N_(
        "This password is made of your name, your address or words of this site. Take words that nobody expects."
    ),
    "password_short": N_("This password is too short. Use at least 8 characters."),
    "sign_in_failed": N_(
        "Address and password do not fit together. Type them again, or let us mail you a link that signs you in."
    ),
    "too_many_tries": N_(
        "Several passwords did not fit. Wait %(seconds)s seconds, or let us mail you a link that signs you in."
    ),
}
# What is said instead to a program, which has no page to go back to and no button.
_SENTENCES_OF_API: dict[str, str] = {
    "unsupported": N_(
        "The platform cannot read this kind of content here. Send the kind that the API’s document names."
    ),
    "not_found": N_("There is nothing at this address, or it is not open to the owner of the token."),
    "method_not_allowed": N_(
        "This address does not take that method. The header Allow names those it takes."
    ),
    "bad_request": N_("The platform could not read this request. Compare it with the API’s document."),
    "answer_unreadable": N_(
        "The platform could not read this answer. Send it in the form of the question’s kind."
    ),
    "key_reused": N_("Another answer was sent with this key. Give each answer a key of its own."),
    "response_refused": N_(
        "This answer does not fit the question. Read the attempt and send it in that form."
    ),
    "response_foreign_token": N_("This answer does not belong to this attempt. Read the attempt again."),
    "response_wrong_shape": N_(
        "This answer does not have the form of the question’s kind, %(kind)s. Send %(form)s."
    ),
    "number_gaps": N_(
        "Gap %(gaps)s: this cannot be read as a number. Write it in digits, such as 1250 or 3.5."
    ),
    "response_is_file": N_(
        "The answer to this question is a file. Files are handed in on the quiz’s own page, not through the API."
    ),
    "mark_clash": N_(
        "Somebody marked this answer since you read it. Compare both marks, then send the version that holds as seen."
    ),
    "import_moved": N_("This import was applied, undone or dropped in the meantime. Read it again."),
    "no_such_cell": N_("This import has no such row to mend, or it is mended already. Read its rows again."),
}
_HTTP_CODES = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported",
    429: "too_many",
    503: "busy",
}
RETRY_AFTER_SECONDS = 5


def sentence(code: str, values: dict[str, Any] | None = None) -> str:
    """Return the sentence of a code in the language spoken now, for a person or for a program."""
    known = SENTENCES | _SENTENCES_OF_API if _is_api() else SENTENCES
    return gettext(known.get(code, known["bad_request"]), **(values or {}))


def field_sentences(refused: FieldsRefused) -> dict[str, str]:
    """Return the sentence of each field that was refused, the first of each."""
    said = {fault.name: sentence(fault.code, _told(fault.values)) for fault in reversed(refused.faults)}
    return dict(reversed(said.items()))


def _told(values: Mapping[str, object]) -> dict[str, object]:
    """Write whole numbers as the reader's language does: 1,000 or 1 000."""
    return {name: format_number(value) if isinstance(value, int) else value for name, value in values.items()}


def _is_api() -> bool:
    return has_request_context() and request.path.startswith("/api/")


def wants_json() -> bool:
    if _is_api():
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.is_json or best == "application/json"


def problem_document(
    status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None, **more: Any
) -> Response:
    """Answer a program: RFC 9457, with our code, the request's id, and each fault with its place.

    `more` are further members that this code brings along.
    """
    body: dict[str, Any] = {
        "type": f"urn:course:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": g.get("request_id", ""),
        **more,
    }
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def answer(status: int, code: str, values: dict[str, Any] | None = None) -> Response:
    """Answer with a page or a problem document, whichever the caller reads."""
    words = sentence(code, values)
    if wants_json():
        response = problem_document(status, code, words)
    else:
        page = render_template(
            "errors/error.html", status=status, code=code, sentence=words, request_id=g.get("request_id", "")
        )
        response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    if status in {429, 503}:
        response.headers["Retry-After"] = str((values or {}).get("seconds", RETRY_AFTER_SECONDS))
    return response


def install(app: Flask) -> None:
    """Answer every kind of failure; a bug is logged with its trace and answered without."""

    @app.errorhandler(CourseProblem)
    def _problem(problem: CourseProblem) -> ResponseReturnValue:
        return answer(problem.status, problem.code, dict(problem.values))

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        kept: ResponseReturnValue | None = app.extensions["course_keep_stale_form"]()
        return answer(400, "form_expired") if kept is None else kept

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are raised too
            return error.get_response()
        response = answer(
            error.code, _HTTP_CODES.get(error.code, "bad_request"), {"seconds": RETRY_AFTER_SECONDS}
        )
        allowed = error.get_response().headers.get("Allow")
        if allowed:
            response.headers["Allow"] = allowed
        return response

    @app.errorhandler(DBAPIError)
    def _database(error: DBAPIError) -> ResponseReturnValue:
        if is_busy(error):
            log.warning("database_busy")
            return answer(503, "busy")
        return _unexpected(error)

    @app.errorhandler(PoolTimeout)
    def _pool(_error: PoolTimeout) -> ResponseReturnValue:
        log.warning("database_pool_exhausted")
        return answer(503, "busy")

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        log.error("unexpected", exc_info=error)
        return answer(500, "unexpected")
