BEGIN TRANSACTION;
CREATE TABLE jobs (
	id VARCHAR(36) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	video_id VARCHAR(36) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	request JSON, 
	created_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(video_id) REFERENCES videos (id)
);
CREATE TABLE memberships (
	sequence INTEGER NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	team_id VARCHAR(36) NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (user_id, team_id), 
	FOREIGN KEY(user_id) REFERENCES users (id), 
	FOREIGN KEY(team_id) REFERENCES teams (id)
);
INSERT INTO "memberships" VALUES(1,'58c74035-4948-41a1-8842-d9604a5813b7','b5288c49-d759-4d50-8931-d3943c69c1fc');
INSERT INTO "memberships" VALUES(2,'58c74035-4948-41a1-8842-d9604a5813b7','b7563047-425b-4d11-b1fd-c3c406b8054e');
INSERT INTO "memberships" VALUES(3,'58824631-ff39-4b67-91cb-6104bdceabfb','63e1fed6-ccb7-471e-b679-23c14fcd6f1f');
CREATE TABLE projects (
	sequence INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	team_id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (id), 
	FOREIGN KEY(team_id) REFERENCES teams (id)
);
INSERT INTO "projects" VALUES(1,'5859c2b7-0614-4efa-bc29-442d80ccfa10','b5288c49-d759-4d50-8931-d3943c69c1fc','Default project',1,1800000000,1800000000);
CREATE TABLE teams (
	id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	restricted BOOLEAN NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "teams" VALUES('b5288c49-d759-4d50-8931-d3943c69c1fc','First team',0,1800000000,1800000000);
INSERT INTO "teams" VALUES('b7563047-425b-4d11-b1fd-c3c406b8054e','Second team',0,1800000000,1800000000);
INSERT INTO "teams" VALUES('63e1fed6-ccb7-471e-b679-23c14fcd6f1f','Other team',0,1800000000,1800000000);
CREATE TABLE users (
	id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	email TEXT NOT NULL, 
	email_confirmed BOOLEAN NOT NULL, 
	password_hash TEXT NOT NULL, 
	signing_key_id TEXT NOT NULL, 
	signing_method TEXT NOT NULL, 
	signing_public_key TEXT NOT NULL, 
	signing_private_key TEXT NOT NULL, 
	signature_secret TEXT NOT NULL, 
	signature_method TEXT NOT NULL, 
	banned BOOLEAN NOT NULL, 
	banned_reason TEXT, 
	banned_at INTEGER, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (email), 
	UNIQUE (signing_key_id)
);
INSERT INTO "users" VALUES('58c74035-4948-41a1-8842-d9604a5813b7','Developer','first@example.org',1,'$argon2id$v=19$m=19456,t=2,p=1$wJTW7do0R8npi+AgUlvtTw$ae1N0z3NS/Y0CiA7fg9/n10pl7cSU2pD2KSv017jEPU','b4e6006e394a474ed2dfe1c268e4fb51','ES256','unused
','unused
','unused','HmacSHA256',0,NULL,NULL,1800000000,1800000000);
INSERT INTO "users" VALUES('58824631-ff39-4b67-91cb-6104bdceabfb','Second developer','second@example.org',1,'$argon2id$v=19$m=19456,t=2,p=1$RwpskaQID9Oh+Wegx7N7Bg$Dtfi1Vk/EQPt3KkniCMgOwcJi1mKI05ThPaNPxqKlBQ','37fbd71fdc6fc91563dfd3248b9816b9','ES256','unused
','unused
','unused','HmacSHA256',0,NULL,NULL,1800000000,1800000000);
CREATE TABLE videos (
	sequence INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	team_id VARCHAR(36) NOT NULL, 
	project_id VARCHAR(36) NOT NULL, 
	parent_id VARCHAR(36), 
	user_id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	light BOOLEAN NOT NULL, 
	file_name TEXT, 
	file_size INTEGER, 
	file_type TEXT, 
	file_container TEXT, 
	etag TEXT, 
	upload_status VARCHAR(16), 
	upload_updated_at INTEGER, 
	ingestion_status VARCHAR(16) NOT NULL, 
	ingestion_updated_at INTEGER NOT NULL, 
	probe JSON, 
	media_metadata JSON, 
	quality_assessment JSON, 
	processing_status VARCHAR(16), 
	processing_updated_at INTEGER, 
	processing_percent FLOAT, 
	processing_parameters JSON, 
	attributes JSON NOT NULL, 
	created_at INTEGER NOT NULL, 
	updated_at INTEGER NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (id), 
	FOREIGN KEY(team_id) REFERENCES teams (id), 
	FOREIGN KEY(project_id) REFERENCES projects (id), 
	FOREIGN KEY(parent_id) REFERENCES videos (id), 
	FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "videos" VALUES(1,'2b8fce6a-c038-4fc5-b659-33a6c773618c','b5288c49-d759-4d50-8931-d3943c69c1fc','5859c2b7-0614-4efa-bc29-442d80ccfa10',NULL,'58c74035-4948-41a1-8842-d9604a5813b7','one',0,NULL,NULL,NULL,NULL,NULL,'PENDING',1800000000,'PENDING',1800000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',1800000000,1800000000);
INSERT INTO "videos" VALUES(2,'2795186b-60f9-46cc-beb2-a5c0dcca2811','b5288c49-d759-4d50-8931-d3943c69c1fc','5859c2b7-0614-4efa-bc29-442d80ccfa10',NULL,'58c74035-4948-41a1-8842-d9604a5813b7','two',0,NULL,NULL,NULL,NULL,NULL,'PENDING',1800000000,'PENDING',1800000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',1800000000,1800000000);
INSERT INTO "videos" VALUES(3,'f60ec544-641f-4683-942c-fc980a7b3d5c','b5288c49-d759-4d50-8931-d3943c69c1fc','5859c2b7-0614-4efa-bc29-442d80ccfa10',NULL,'58c74035-4948-41a1-8842-d9604a5813b7','three',0,NULL,NULL,NULL,NULL,NULL,'PENDING',1800000000,'PENDING',1800000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',1800000000,1800000000);
CREATE INDEX projects_of_team ON projects (team_id, sequence);
CREATE INDEX videos_of_parent ON videos (parent_id, sequence);
CREATE INDEX videos_of_team ON videos (team_id, sequence);
CREATE INDEX videos_of_project ON videos (project_id, sequence);
CREATE INDEX jobs_of_video ON jobs (video_id);
CREATE INDEX jobs_in_state ON jobs (state, created_at);
COMMIT;
