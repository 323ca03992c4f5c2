using MiniKafka.Network.Faults;

namespace MiniKafka;

/// <summary>
/// A way through the network between two ends, in one direction or both, or all ways around one end: see <see cref="Links"/>.
/// May be changed at any time from any thread.
/// </summary>
public sealed class Link
{
    private readonly FaultNetwork _network;
    private readonly IReadOnlyList<(string From, string To)> _directions;

    internal Link(FaultNetwork network, IReadOnlyList<(string From, string To)> directions) => (_network, _directions) = (network, directions);

    /// <summary>Nothing gets through any more until the link is healed; what is on the way already still arrives. Connections stay, and hang.</summary>
    public void Cut() => ForEach(static link => link.Cut());

    /// <summary>Ends the cut: what was held back arrives, in order. Delays stay.</summary>
    public void Heal() => ForEach(static link => link.Heal());

    /// <summary>Lets everything that is sent from now on arrive later; the order of what is sent over one connection stays.</summary>
    /// <param name="delay">How much later in each direction of the link; zero ends the delay.</param>
    /// <param name="jitter">How much later still at most, at random.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    public void SetDelay(TimeSpan delay, TimeSpan jitter = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, TimeSpan.Zero);
        ForEach(link => link.SetDelay(delay, jitter));
    }

    private void ForEach(Action<LinkFaults> change)
    {
        foreach (var (from, to) in _directions)
        {
            change(_network.Link(from, to));
        }
    }
}
