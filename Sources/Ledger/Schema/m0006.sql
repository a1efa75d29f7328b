-- Who waits for which paper. A wish that meets a job which waits already, or is being sent, is served by that job;
-- whoever asked is told of it. `print_jobs.document` stays the wish that made the job.
CREATE TABLE print_wishes (
    document INTEGER NOT NULL REFERENCES documents (id),
    job      INTEGER NOT NULL REFERENCES print_jobs (id),
    joined   INTEGER NOT NULL CHECK (joined IN (0, 1)),  -- 1: the job was there before
    PRIMARY KEY (document, job)
) STRICT, WITHOUT ROWID;
INSERT INTO print_wishes (document, job, joined) SELECT document, id, 0 FROM print_jobs WHERE document IS NOT NULL;
DROP INDEX print_jobs_by_document;
