namespace System.Runtime.CompilerServices;

/// <summary>Lets this netstandard assembly use records.</summary>
internal static class IsExternalInit;
