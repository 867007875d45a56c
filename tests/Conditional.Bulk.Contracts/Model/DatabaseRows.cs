using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Contracts.Model;

/// <summary>Reads and replaces all rows of a database, each in one round trip and without EF.</summary>
/// <param name="connection">Open.</param>
internal sealed class DatabaseRows(DbConnection connection) : IAsyncDisposable
{
    private const string Delete = """
        DELETE FROM "Steps"; DELETE FROM "Entries"; DELETE FROM "Tickets"; DELETE FROM "Accounts"; DELETE FROM "Owners";
        DELETE FROM "Grants"; DELETE FROM "Audits";
        """;

    private const string Select = """
        SELECT "Name", "IsOpen", "Rank" FROM "Grants";
        SELECT "Id", "Name" FROM "Owners";
        SELECT "Id", "Name", "Balance", "OwnerId", "ParentId", "Note" FROM "Accounts";
        SELECT "Id", "AccountId", "Label", "Amount" FROM "Entries";
        SELECT "Id", "Code", "Priority", "Weight", "IsHidden", "AccountId" FROM "Tickets";
        SELECT "Id", "TicketId", "Text", "Position" FROM "Steps";
        SELECT "Text" FROM "Audits" ORDER BY "Id";
        """;

    private DbCommand? _read;

    /// <summary>Keys that the database generates are not taken over.</summary>
    public async Task ReplaceAsync(World world)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Delete + Inserts(world);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<World> ReadAsync(IDbContextTransaction? transaction)
    {
        _read ??= await PrepareAsync();
        _read.Transaction = transaction?.GetDbTransaction();
        await using var reader = await _read.ExecuteReaderAsync();
        return new World
        {
            Grants = [.. await RowsAsync(reader, row => new Grant
            {
                Name = row.GetString(0),
                IsOpen = row.GetBoolean(1),
                Rank = row.GetInt32(2),
            })],
            Owners = [.. await RowsAsync(reader, row => new Owner { Id = row.GetInt32(0), Name = row.GetString(1) })],
            Accounts = [.. await RowsAsync(reader, Account)],
            Entries = [.. await RowsAsync(reader, row => new Entry
            {
                Id = row.GetInt32(0),
                AccountId = row.GetInt32(1),
                Label = row.GetString(2),
                Amount = row.GetInt32(3),
            })],
            Tickets = [.. await RowsAsync(reader, Ticket)],
            Steps = [.. await RowsAsync(reader, row => new Step
            {
                Id = row.GetInt32(0),
                TicketId = row.GetInt32(1),
                Text = row.GetString(2),
                Position = row.GetInt32(3),
            })],
            Audits = [.. await RowsAsync(reader, row => row.GetString(0))],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_read is not null) await _read.DisposeAsync();
    }

    private async Task<DbCommand> PrepareAsync()
    {
        var command = connection.CreateCommand();
        command.CommandText = Select;
        await command.PrepareAsync();
        return command;
    }

    private static async Task<List<T>> RowsAsync<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        await reader.NextResultAsync();
        return rows;
    }

    private static Account Account(DbDataReader row) => new()
    {
        Id = row.GetInt32(0),
        Name = row.GetString(1),
        Balance = row.GetInt32(2),
        OwnerId = row.GetInt32(3),
        ParentId = row.IsDBNull(4) ? null : row.GetInt32(4),
        Note = row.IsDBNull(5) ? null : row.GetString(5),
    };

    private static Ticket Ticket(DbDataReader row) => new()
    {
        Id = row.GetInt32(0),
        Code = row.GetString(1),
        Priority = row.GetInt32(2),
        Weight = row.GetInt32(3),
        IsHidden = row.GetBoolean(4),
        AccountId = row.IsDBNull(5) ? null : row.GetInt32(5),
    };

    private static string Inserts(World world)
    {
        var sql = new StringBuilder();
        Insert("Grants\" (\"Name\", \"IsOpen\", \"Rank", world.Grants, row => $"'{row.Name}', {row.IsOpen}, {row.Rank}");
        Insert("Owners\" (\"Id\", \"Name", world.Owners, row => $"{row.Id}, '{row.Name}'");
        Insert(
            "Accounts\" (\"Id\", \"Name\", \"Balance\", \"OwnerId\", \"ParentId",
            world.Accounts,
            row => $"{row.Id}, '{row.Name}', {row.Balance}, {row.OwnerId}, {Nullable(row.ParentId)}");
        Insert(
            "Entries\" (\"Id\", \"AccountId\", \"Label\", \"Amount",
            world.Entries,
            row => $"{row.Id}, {row.AccountId}, '{row.Label}', {row.Amount}");
        Insert(
            "Tickets\" (\"Code\", \"Priority\", \"IsHidden\", \"AccountId",
            world.Tickets,
            row => $"'{row.Code}', {row.Priority}, {row.IsHidden}, {Nullable(row.AccountId)}");
        Insert(
            "Steps\" (\"TicketId\", \"Text\", \"Position",
            world.Steps,
            row => $"(SELECT \"Id\" FROM \"Tickets\" WHERE \"Code\" = '{CodeOf(row)}'), '{row.Text}', {row.Position}");
        return sql.ToString();

        void Insert<TRow>(string table, IReadOnlyCollection<TRow> rows, Func<TRow, string> values)
        {
            if (rows.Count is 0) return;
            sql.Append($"INSERT INTO \"{table}\") VALUES {string.Join(", ", rows.Select(row => $"({values(row)})"))};");
        }

        string CodeOf(Step step) => world.Tickets.Single(ticket => ticket.Id == step.TicketId).Code;
    }

    private static string Nullable(int? value) => value is { } number ? $"{number}" : "NULL";
}
