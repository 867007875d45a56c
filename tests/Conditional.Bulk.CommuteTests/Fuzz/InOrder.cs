using System.Text.Json;
using Npgsql;

namespace Conditional.Bulk.CommuteTests;

/// <summary>Writes items one by one in savepoints of their own: the truth.</summary>
internal sealed class InOrder(NpgsqlConnection connection, FuzzSchema schema)
{
    /// <summary>Sequences are put back after a failure: a rollback leaves a gap, which another order of the same failures need not have.</summary>
    public const string Function = """
        CREATE FUNCTION fz.one_by_one(items jsonb, sequences text[]) RETURNS text[] LANGUAGE plpgsql AS $f$
        DECLARE outcomes text[] := '{}'; item jsonb; command text; wrote int; generated text; id text; numbers bigint[]; state text; violated text;
        BEGIN
          FOR item IN SELECT * FROM jsonb_array_elements(items) LOOP
            numbers := fz.next_of(sequences);
            BEGIN
              generated := NULL;
              FOR command IN SELECT * FROM jsonb_array_elements_text(item) LOOP
                command := replace(command, '{g}', coalesce(generated, 'NULL'));
                IF command LIKE 'INSERT%' THEN
                  EXECUTE command || ' RETURNING id::text' INTO id; wrote := 1; generated := coalesce(generated, id);
                ELSE
                  EXECUTE command; GET DIAGNOSTICS wrote = ROW_COUNT;
                END IF;
                IF wrote <> 1 THEN RAISE EXCEPTION 'no row' USING ERRCODE = 'P0099'; END IF;
              END LOOP;
              outcomes := outcomes || 'written'::text;
            EXCEPTION WHEN OTHERS THEN
              GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, violated = CONSTRAINT_NAME;
              outcomes := outcomes || (state || violated);
              PERFORM fz.put_back(sequences, numbers);
            END;
          END LOOP;
          RETURN outcomes;
        END $f$;
        CREATE FUNCTION fz.next_of(sequences text[]) RETURNS bigint[] LANGUAGE plpgsql AS $f$
        DECLARE numbers bigint[] := '{}'; sequence text; value bigint;
        BEGIN
          FOREACH sequence IN ARRAY sequences LOOP
            EXECUTE format('SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM %s', sequence) INTO value; numbers := numbers || value;
          END LOOP;
          RETURN numbers;
        END $f$;
        CREATE FUNCTION fz.put_back(sequences text[], numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $f$
        BEGIN
          FOR i IN 1 .. cardinality(sequences) LOOP PERFORM setval(sequences[i]::regclass, numbers[i], false); END LOOP;
        END $f$;
        """;

    public string[] Sequences { get; } = [.. schema.Tables.Select(table => table.Sequence).OfType<string>()];

    public async Task<string[]> WriteAsync(IEnumerable<IReadOnlyList<FuzzCommand>> items)
    {
        await using var command = new NpgsqlCommand("SELECT fz.one_by_one($1::jsonb, $2)", connection);
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(items.Select(item => item.Select(part => part.Sql))) });
        command.Parameters.Add(new() { Value = Sequences });
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    public async Task<long[]> NextAsync()
    {
        await using var command = new NpgsqlCommand("SELECT fz.next_of($1)", connection);
        command.Parameters.Add(new() { Value = Sequences });
        return (long[])(await command.ExecuteScalarAsync())!;
    }

    public async Task PutBackAsync(long[] next)
    {
        await using var command = new NpgsqlCommand("SELECT fz.put_back($1, $2)", connection);
        command.Parameters.Add(new() { Value = Sequences });
        command.Parameters.Add(new() { Value = next });
        await command.ExecuteNonQueryAsync();
    }
}
