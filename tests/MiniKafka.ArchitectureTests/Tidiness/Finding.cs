namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>Where a rule is broken, what stands there, and what to do instead.</summary>
internal readonly record struct Finding(string File, int Line, string Message)
{
    public override string ToString() => $"{File}({Line}): {Message}";
}
