ALTER TABLE "assistants" ADD COLUMN "pronunciations" jsonb DEFAULT '[]'::jsonb NOT NULL;
