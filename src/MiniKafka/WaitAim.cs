using System.Globalization;

namespace MiniKafka;

/// <summary>What somebody waits for, in words.</summary>
/// <param name="Wanted">What is to come.</param>
/// <param name="Instead">Tells what is the case when it is asked.</param>
internal sealed record WaitAim(string Wanted, Func<string> Instead)
{
    public TimeoutException TooLate(TimeSpan timeout) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Waited {timeout.TotalSeconds:0.###} s for {Wanted} in vain: {Instead()}."));
}
