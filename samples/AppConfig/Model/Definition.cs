namespace AppConfig.Model;

/// <summary>A registered config name.</summary>
public sealed class Definition
{
    public required string Name { get; init; }
}
