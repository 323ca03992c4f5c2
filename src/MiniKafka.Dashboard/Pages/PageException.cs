namespace MiniKafka.Dashboard.Pages;

/// <summary>What was asked for cannot be done, and why.</summary>
internal sealed class PageException(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;
}
