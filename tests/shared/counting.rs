//! Counts memory in use and the number of allocations.

#![allow(dead_code, reason = "each test asks for one of the two")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator with counters per thread, because tests run in parallel.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static USED: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let used = USED.get() + bytes;
    USED.set(used);
    MOST.set(MOST.get().max(used));
}

// SAFETY: every call is passed on unchanged to the system's allocator; counting touches no memory of the caller, and a
// constant thread-local without a destructor does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller upholds the contract of this function, which equals that of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as in `alloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Peak memory of this thread during `work`, in bytes above its level before.
pub(crate) fn most(work: impl FnOnce()) -> usize {
    let before = USED.get();
    MOST.set(before);
    work();
    (MOST.get() - before).unsigned_abs()
}

/// Number of allocations of this thread so far.
pub(crate) fn allocated() -> usize {
    ALLOCATIONS.get()
}

/// Number of allocations of this thread during `work`.
pub(crate) fn allocations(work: impl FnOnce()) -> usize {
    let before = allocated();
    work();
    allocated() - before
}

#[test]
fn what_is_used_is_counted() {
    let most = most(|| {
        drop(std::hint::black_box(vec![1_u8; 1000]));
        drop(std::hint::black_box(vec![1_u8; 2000]));
    });
    assert_eq!(most, 2000);
}

#[test]
fn every_allocation_is_counted() {
    use std::hint::black_box;
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| drop(black_box(vec![0_u8; 100]))), 1);
    let mut values = Vec::<u64>::with_capacity(1);
    assert_eq!(allocations(|| black_box(&mut values).extend([1, 2, 3])), 1);
}
