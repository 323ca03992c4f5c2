namespace MiniKafka.Dashboard.Security;

/// <summary>Why a request is not answered.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Message">For whoever reads it.</param>
internal sealed record Refusal(int Status, string Message);
