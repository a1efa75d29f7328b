"""The same receiver, with the verifying left to the package `standardwebhooks` (pip install standardwebhooks)."""

from receiver import Receiver, Refused, main
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verify(headers, body, secrets):
    reason = "there is no secret"
    for secret in secrets:
        try:
            return Webhook(secret).verify(body, dict(headers), json_parse=False)
        # ValueError: the library does not expect a body that is no UTF-8, or a signature without a version.
        except (WebhookVerificationError, ValueError) as error:
            reason = str(error)
    raise Refused(reason)


class LibraryReceiver(Receiver):
    verify = staticmethod(verify)


if __name__ == "__main__":
    main(LibraryReceiver)
