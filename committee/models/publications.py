"""What was published: frozen, with its digest and its files."""

import hashlib
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuthorityOwnedQuerySet, User
from accounts.roles import Permission
from committee.models.papers import OwnedByReport, Report
from core.models import NoChanges, WrittenOnce
from documents import json
from documents.nodes import Document


def has_digest(digest: str) -> Q:
    """Whether the tree or one of the files has this SHA-256."""
    files = [(f"file_digests__{kind}", digest) for kind in ("html", "docx", "pdf")]
    return Q(("sha256", digest), *files, _connector=Q.OR)


class PublicationQuerySet(NoChanges, OwnedByReport):
    """Questions about published papers, and no way to change them."""

    def public(self) -> Self:
        """What anybody may read without signing in.

        A version is public if it was published so, and as long as its paper has not since been
        made exempt: neither in what was published last nor in what is being written. One that
        says what a later version keeps from the public is not public any more.
        """
        public = Report.Access.PUBLIC
        made_exempt = Publication.objects.newest().exclude(access=public)
        withheld = Publication.objects.filter(
            report=OuterRef("report"), version__gt=OuterRef("version"), withholds_earlier=True
        )
        return self.filter(
            ~models.Exists(made_exempt.filter(report=OuterRef("report"))),
            ~models.Exists(withheld),
            access=public,
            report__access=public,
        )

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """What the public may read, and what is exempt where one may read that."""
        if user.is_superuser:
            return self
        return self.public() | self.permitting(user, Permission.READ_EXEMPT)

    def newest(self) -> Self:
        """The newest version of each paper."""
        newer = Publication.objects.filter(
            report=OuterRef("report"), version__gt=OuterRef("version")
        )
        return self.filter(~models.Exists(newer))

    def with_parts(self) -> Self:
        """With the meeting, body and authority a reader is told of, and without the tree."""
        return self.select_related("report__meeting__body__authority").defer("tree")

    def with_cut_off(self) -> Self:
        """Annotate ``cut_off``: its paper's cut-off on publication; a correction may move it."""
        told = Report.history.filter(
            id=OuterRef("report_id"), history_date__lte=OuterRef("published_at")
        ).order_by("-history_date", "-history_id")
        return self.annotate(
            cut_off=Coalesce(Subquery(told.values("cut_off")[:1]), F("report__cut_off"))
        )


class Publication(WrittenOnce):
    """A published version: the frozen tree, its digest and its files. It never changes."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField()
    tree = models.TextField(help_text="The document tree as canonical JSON.")
    sha256 = models.CharField("digest", max_length=64)
    title = models.CharField(max_length=300)
    access = models.CharField("status", max_length=10, choices=Report.Access.choices)
    reason = models.TextField("why it was corrected", blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    html = models.FileField(upload_to="publications/")
    docx = models.FileField(upload_to="publications/")
    pdf = models.FileField(upload_to="publications/")
    file_digests = models.JSONField(
        default=dict,
        blank=True,
        help_text="The SHA-256 of each file, by its kind: html, docx, pdf.",
    )
    urgency_reason = models.TextField("why it could not wait", blank=True)
    clearance_override = models.TextField("why it was published without a clearance", blank=True)
    withholds_earlier = models.BooleanField(
        "keeps earlier versions from the public",
        default=False,
        help_text="What is exempt in it stood in an earlier public version.",
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"],
                name="publication_version_unique",
                violation_error_message="This version is published already.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="publication_correction_with_reason",
                violation_error_message="Say why the paper is corrected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("committee:published_paper", args=[self.report.slug, self.version])

    @property
    def is_exempt(self) -> bool:
        """Whether it was published for those alone who may read exempt parts."""
        return self.access != Report.Access.PUBLIC

    def document(self) -> Document:
        """The paper as it was published."""
        return json.load(self.tree)

    @property
    def is_intact(self) -> bool:
        """Whether the stored tree still has the digest it was published with."""
        return is_intact(self)


def is_intact(record: "Publication | ExemptEdition") -> bool:
    """Whether a stored tree still has its digest."""
    return hashlib.sha256(record.tree.encode()).hexdigest() == record.sha256


class OwnedByPublication(NoChanges, AuthorityOwnedQuerySet):
    """Questions about what belongs to a published version, and no way to change it."""

    authority_path = "publication__report__meeting__body__authority"


class ExemptEditionQuerySet(OwnedByPublication):
    """Questions about editions with exempt parts, and no way to change them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the authorities where one may read exempt parts."""
        return self.permitting(user, Permission.READ_EXEMPT)


class ExemptEdition(WrittenOnce):
    """A published version with its exempt parts, for those who may read them.

    The publication itself is built without them. There is one only where there are such parts.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="exempt_edition"
    )
    tree = models.TextField(help_text="The whole document tree as canonical JSON.")
    sha256 = models.CharField("digest", max_length=64)
    html = models.FileField(upload_to="publications/exempt/")
    docx = models.FileField(upload_to="publications/exempt/")
    pdf = models.FileField(upload_to="publications/exempt/")
    file_digests = models.JSONField(default=dict, blank=True)

    objects = ExemptEditionQuerySet.as_manager()

    class Meta:
        ordering = ["publication"]

    def __str__(self) -> str:
        return f"{self.publication}, with its exempt parts"

    def get_absolute_url(self) -> str:
        publication = self.publication
        return reverse(
            "committee:published_exempt", args=[publication.report.slug, publication.version]
        )

    @property
    def is_intact(self) -> bool:
        """Whether the stored tree still has the digest it was published with."""
        return is_intact(self)

    def document(self) -> Document:
        """The whole paper as it was published."""
        return json.load(self.tree)
