call tenant_purge('identity_exception_use', 'created_at', '365 days');
