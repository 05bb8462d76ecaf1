ALTER TABLE "test_runs" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;

grant update (revision) on test_runs to allokoli_member;
